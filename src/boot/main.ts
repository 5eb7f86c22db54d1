#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { main } from '../surface/cli/program.ts';
import { createStarts } from './starts.ts';

enableCompileCache();
const watched = process.stderr.isTTY && process.env['CI'] === undefined;
const streams = {
  out: (text: string): void => void process.stdout.write(text),
  err: (text: string): void => void process.stderr.write(text),
  isWatched: watched,
  colour: watched && process.env['NO_COLOR'] === undefined,
};
process.exitCode = await main(process.argv.slice(2), createStarts({ cwd: process.cwd(), env: process.env }), streams);
