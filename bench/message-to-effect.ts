import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { snapshotEvery } from '../src/boot/paper.ts';
import type { Effect } from '../src/core/effects.ts';
import type { Event } from '../src/core/events.ts';
import type { OrderTicket } from '../src/core/order/order.ts';
import type { State } from '../src/core/state.ts';
import { later, noQty } from '../src/core/units.ts';
import { createLiveWorld, hearInto } from '../src/runtime/live-world.ts';
import { run } from '../src/runtime/loop.ts';
import { createMailbox } from '../src/runtime/mailbox.ts';
import { createRecorder } from '../src/runtime/recorder.ts';
import { openJournal } from '../src/store/sqlite/journal.ts';
import { begun, price, settings, t0 } from '../test/support/keel.ts';
import { entering, holding } from '../test/support/stories.ts';
import { createDecoder, instruments } from './client.ts';
import type { Decoder } from './client.ts';
import { control, percentile, print, seed } from './figures.ts';

/**
 * From the text of a fill to the stop that leaves: the v3 client's decoder, mailbox and loop of a live run, a real SQLite
 * journal, and the effect as the venue is handed it. Once with the journal in memory, which has no disk to wait for, and
 * once on disk, where every turn that acts waits for it; before each, a bare fsync of 4 KiB on the same disk is timed.
 * `npm run bench:latency -- SEED [FOLDER]`
 */
const samples = 2_000;
const warmUp = 300;
/** Positions that stand beside the one that is measured. */
const held = 3;

const dir = mkdtempSync(join(process.argv[3] ?? tmpdir(), 'keel-bench-'));
let odd = 0;
function strange(what: string): void {
  odd += 1;
  if (odd < 5) process.stderr.write(`${what}\n`);
}

type Placed = Readonly<{ ticket: OrderTicket; at: number }>;
type Bench = Readonly<{ decoder: Decoder; state: State; placed: Placed[]; end: () => Promise<void> }>;

/** A live run whose venue takes every order and every cancel at once. */
function begin(path: string): Bench {
  const journal = openJournal(path);
  if (!journal.ok) throw new Error(journal.error.message);
  const state = begun('1000000', instruments, price('100'));
  for (const instrument of instruments.slice(-held)) holding(state, instrument, '1');
  // The journal begins here.
  state.seq = 0;
  const placed: Placed[] = [];
  const mailbox = createMailbox<Event>();
  const now = (): State['at'] => decoder.now();
  const clock = { now, wake: () => new Promise<void>(() => undefined) };
  const hear = hearInto(mailbox, clock);
  const decoder = createDecoder(later(state.at, 1), hear, strange);
  const onTrouble = (trouble: string | undefined): void => strange(trouble ?? 'the journal is back');
  const recorder = createRecorder({
    decisionsKeptMs: Infinity,
    journal: journal.value,
    head: '',
    snapshotEvery,
    onTrouble,
  });
  let isOver = false;
  const venue = (effect: Effect): void => {
    if (effect.type === 'order.place') placed.push({ ticket: effect.ticket, at: performance.now() });
    if (effect.type === 'order.cancel')
      decoder.tracks.ended(decoder.tracks.of(effect.order, effect.instrument), 'canceled', noQty);
  };
  const tell = (effect: Effect): void => {
    if (effect.type === 'alert.send' && effect.severity === 'critical') strange(effect.name);
  };
  const stopped = (): boolean => isOver;
  const world = createLiveWorld({
    clock,
    mailbox,
    recorder,
    first: () => [],
    venue,
    askListing: () => strange('asked for the listing'),
    tell,
    stopped,
  });
  const running = run(world, state, settings);
  const end = async (): Promise<void> => {
    isOver = true;
    world.wake();
    await running;
    journal.value.close();
  };
  return { decoder, state, placed, end };
}

function breath(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** One that was sent and is told to be in the book, as the REST answer would say it. */
function accept({ tracks, now }: Decoder, { id, instrument }: OrderTicket): void {
  const track = tracks.of(id, instrument);
  track.sentAt = now();
  tracks.accepted(track, `venue-${id}`);
}

/** The whole of an order at once, in the fields of the venue's newest frames; `seq` counts the account's executions. */
function fillOf(ticket: OrderTicket, seq: number, paid: number): string {
  const fill = {
    instrument: ticket.instrument,
    time: later(t0, seq),
    price: paid,
    seq,
    buy: ticket.side === 'buy',
    qty: 1,
    remaining_order_qty: 0,
    order_id: `venue-${ticket.id}`,
    cli_ord_id: ticket.id,
    fill_id: `fill-${seq}`,
    fill_type: 'taker',
    fee_paid: 0.05,
    fee_currency: 'USD',
    taker_order_type: 'market',
    order_type: 'market',
  };
  return JSON.stringify({ feed: 'fills', username: 'a', fills: [fill] });
}

/** One life of a position, of which the way from its entry's fill to its stop is timed, in milliseconds. */
async function live({ decoder, state, placed }: Bench, round: number): Promise<number> {
  const instrument = instruments[round % (instruments.length - held)] ?? instruments[0];
  if (instrument === undefined) return NaN;
  decoder.setTime(later(decoder.now(), 1));
  const entry = entering(state, instrument, '1');
  accept(decoder, entry);
  await breath();
  const text = fillOf(entry, 2 * round + 1, 100);
  const begunAt = performance.now();
  decoder.heard(text);
  await breath();
  const stop = placed.find(({ ticket }) => ticket.form.type === 'stop');
  if (stop === undefined) throw new Error(`no stop left in round ${round}`);
  // What the venue says of the rest is nobody's figure: all is taken, and the stop closes the position with a gain.
  for (let taken = 0; taken < placed.length; taken += 1) {
    const one = placed[taken];
    if (one !== undefined) accept(decoder, one.ticket);
    await breath();
  }
  decoder.heard(fillOf(stop.ticket, 2 * round + 2, 101));
  await breath();
  await breath();
  placed.length = 0;
  return stop.at - begunAt;
}

const page = Buffer.alloc(4_096, seed);

/** Appends a page and waits for the disk, in milliseconds. */
function bareFsync(file: number): number {
  const begunAt = performance.now();
  writeSync(file, page);
  fsyncSync(file);
  return performance.now() - begunAt;
}

async function measure(): Promise<void> {
  const scratch = openSync(join(dir, 'scratch'), 'w');
  const [memory, disk] = [begin(':memory:'), begin(join(dir, 'journal.db'))];
  const [bare, withFsync, fsync]: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < warmUp + samples; round += 1) {
    const waited = bareFsync(scratch);
    const [fast, slow] = [await live(memory, round), await live(disk, round)];
    if (round < warmUp) continue;
    fsync.push(waited);
    bare.push(fast);
    withFsync.push(slow);
  }
  await memory.end();
  await disk.end();
  closeSync(scratch);
  rmSync(dir, { recursive: true });
  const fsync99 = percentile(fsync, 0.99);
  print('control-sha256-1mb', control(), 'ms');
  print('control-fsync-p50', percentile(fsync, 0.5), 'ms');
  print('control-fsync-p99', fsync99, 'ms');
  print('effect-without-fsync-p50', percentile(bare, 0.5), 'ms');
  print('effect-without-fsync-p99', percentile(bare, 0.99), 'ms (goal < 2)');
  print('effect-with-fsync-p50', percentile(withFsync, 0.5), 'ms');
  print('effect-with-fsync-p99', percentile(withFsync, 0.99), `ms (goal < ${(fsync99 + 2).toFixed(1)})`);
  print('effect-strange', odd, 'things that should not have been');
}

await measure();
