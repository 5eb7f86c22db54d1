#!/usr/bin/env node
import { once } from 'node:events';
import { enableCompileCache } from 'node:module';
import { main } from '../surface/cli/program.ts';
import { createStarts } from './starts.ts';

enableCompileCache();
// Whoever reads our output may stop before its end, as `head` does; there is nobody to tell anything then.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});
const watched = process.stderr.isTTY && process.env['CI'] === undefined;
const streams = {
  out: (text: string): void => void process.stdout.write(text),
  err: (text: string): void => void process.stderr.write(text),
  drained: async (): Promise<void> => {
    if (process.stdout.writableNeedDrain) await once(process.stdout, 'drain');
  },
  isWatched: watched,
  colour: watched && process.env['NO_COLOR'] === undefined,
};
process.exitCode = await main(process.argv.slice(2), createStarts({ cwd: process.cwd(), env: process.env }), streams);
