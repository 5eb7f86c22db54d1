import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Addresses } from './emulator.ts';

/** Whatever ccxt answers; it has no types that we would depend on. */
// oxlint-disable-next-line typescript/no-explicit-any -- the client is foreign, and only here
export type Answer = any;
/** One of ccxt's clients: every call is a method. */
export type Client = Answer;

const folder = resolve(import.meta.dirname, '../../ccxt');

/** Installs what its lock file asks for where it is missing; says in a sentence where that cannot be. */
export function installCcxt(): void {
  if (existsSync(join(folder, 'node_modules', 'ccxt', 'package.json'))) return;
  const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (npm.status !== 0) throw new Error(`ccxt is not installed: npm ci in test/ccxt failed.\n${npm.stderr}`);
}

export async function loadCcxt(): Promise<Answer> {
  return (await load('ccxt', 'js', 'ccxt.js')).default;
}

/** The hashes that it signs with. */
export async function loadHashes(): Promise<Answer> {
  return load('@noble', 'hashes', 'sha2.js');
}

async function load(...path: readonly string[]): Promise<Answer> {
  installCcxt();
  const url = pathToFileURL(join(folder, 'node_modules', ...path)).href;
  return import(url);
}

/** Pointed at a local server by URL override alone, as a user of ccxt would. */
export function pointAtFutures(client: Client, { futures, apiKey, apiSecret }: Addresses): Client {
  client.apiKey = apiKey;
  client.secret = apiSecret;
  client.enableRateLimit = false;
  client.urls.api = {
    public: futures.rest,
    private: futures.rest,
    charts: futures.charts,
    history: futures.history,
    ws: futures.ws,
  };
  return client;
}
