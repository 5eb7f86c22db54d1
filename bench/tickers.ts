import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { snapshotEvery } from '../src/boot/paper.ts';
import type { Event } from '../src/core/events.ts';
import { later } from '../src/core/units.ts';
import { turn } from '../src/runtime/loop.ts';
import { createRecorder } from '../src/runtime/recorder.ts';
import { rng } from '../src/runtime/rng.ts';
import { openJournal } from '../src/store/sqlite/journal.ts';
import { orderIdOf } from '../src/venue/kraken/decode.ts';
import { begun, price, qty, settings } from '../test/support/keel.ts';
import { holding } from '../test/support/stories.ts';
import { createDecoder, instruments } from './client.ts';
import { control, cpuMicros, median, print, seed } from './figures.ts';

/**
 * What the market costs: 300 instruments with four tickers a second each, as text, through the v3 client's own decoding and
 * conflation, stepped by the engine and recorded in a journal on disk. CPU per second of market, as a share of one core.
 * `npm run bench:tickers -- SEED`
 */
const rounds = 5;
const perRound = { seconds: 20, tickers: 4 } as const;
/** Positions that are held, and ended orders that the connection still knows. */
const account = { held: 3, orders: 20_000 } as const;

const dir = mkdtempSync(join(tmpdir(), 'keel-bench-'));
const journal = openJournal(join(dir, 'journal.db'));
if (!journal.ok) throw new Error(journal.error.message);
const onTrouble = (trouble: string | undefined): void => strange(trouble ?? '');
const recorder = createRecorder({
  decisionsKeptMs: Infinity,
  journal: journal.value,
  head: '',
  snapshotEvery,
  onTrouble,
});
let [odd, stepped, effects] = [0, 0, 0];

function strange(what: string): void {
  odd += 1;
  if (odd < 5) process.stderr.write(`${what}\n`);
}

const state = begun('1000000', instruments, price('100'));
const held = instruments.slice(0, account.held);
for (const instrument of held) holding(state, instrument, '1');
// The journal begins here.
state.seq = 0;
const startAt = later(state.at, 1_000);
let batch: Event[] = [];
const decoder = createDecoder(
  startAt,
  (reports) => {
    for (const report of reports) batch.push({ ...report, at: decoder.now() });
  },
  strange,
);
const world = { next: () => undefined, recorder, perform: () => void (effects += 1), deny: () => undefined };
begin();
measure();

/** The account as the connection knows it: what is held, and the orders that have come and gone. */
function begin(): void {
  const positions = held.map(({ id }) => ({ instrument: id, balance: 1, pnl: 0, entry_price: 100 }));
  decoder.heard(JSON.stringify({ feed: 'open_positions', account: 'a', positions, seq: 0, timestamp: startAt }));
  for (let i = 0; i < account.orders; i += 1) {
    const track = decoder.tracks.of(orderIdOf(`past-${i}`), instruments[i % instruments.length]?.id);
    decoder.tracks.accepted(track, `venue-${i}`);
    decoder.tracks.ended(track, 'canceled', qty('0'));
  }
  batch = [];
}

type Frame = Readonly<{ at: typeof startAt; text: string }>;

/** Every instrument walks by itself; its tickers come evenly through the second, in the fields of the venue's newest frames. */
function framesFrom(second: number, marks: number[]): readonly Frame[] {
  const luck = rng(seed).fork(`round-${second}`);
  const count = instruments.length * perRound.tickers;
  return Array.from({ length: perRound.seconds * count }, (_, i): Frame => {
    const place = i % instruments.length;
    const mark = (marks[place] ?? 100) * (1 + (luck.next() - 0.5) * 0.0004);
    marks[place] = mark;
    const at = later(startAt, second * 1_000 + Math.floor((i * 1_000) / count));
    return { at, text: JSON.stringify(ticker(instruments[place]?.id ?? '', at, mark)) };
  });
}

function ticker(product: string, at: number, mark: number): object {
  const last = Math.round(mark * 100) / 100;
  return {
    time: at,
    product_id: product,
    funding_rate: mark * 1.1e-5,
    funding_rate_prediction: mark * 1.3e-5,
    relative_funding_rate: 1.089345e-5,
    relative_funding_rate_prediction: 1.575425e-5,
    next_funding_rate_time: at + 3_600_000 - (at % 3_600_000),
    leverage: '50x',
    premium: 0,
    feed: 'ticker',
    bid: last - 0.01,
    ask: last + 0.01,
    bid_size: 12.5,
    ask_size: 8.125,
    volume: 57_204.177,
    dtm: 0,
    index: last - 0.02,
    last,
    change: 0.97,
    suspended: false,
    tag: 'perpetual',
    pair: `${product.slice(3, -3)}:USD`,
    openInterest: 24_085.822,
    markPrice: mark,
    maturityTime: 0,
    post_only: false,
    volumeQuote: 5_720_417.7,
    open: 99.1,
    high: 102.3,
    low: 98.4,
  };
}

function play({ at, text }: Frame): void {
  decoder.setTime(at);
  decoder.heard(text);
  if (batch.length === 0) return;
  const events = batch;
  batch = [];
  stepped += events.length;
  turn(world, events, { state, settings });
}

function measure(): void {
  const marks: number[] = instruments.map(() => 100);
  const figures: { share: number; control: number; frame: number; marks: number }[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const frames = framesFrom(round * perRound.seconds, marks);
    const before = { control: control(), micros: cpuMicros(), stepped };
    for (const frame of frames) play(frame);
    const micros = cpuMicros() - before.micros;
    const share = micros / (perRound.seconds * 10_000);
    // The first round warms up.
    const heard = (stepped - before.stepped) / perRound.seconds;
    if (round > 0) figures.push({ share, control: before.control, frame: micros / frames.length, marks: heard });
  }
  recorder.flush();
  if (journal.ok) journal.value.close();
  rmSync(dir, { recursive: true });
  print('control-sha256-1mb', median(figures.map((figure) => figure.control)), 'ms');
  print('tickers-frame-cpu', median(figures.map(({ frame }) => frame)), 'us/frame');
  print('tickers-marks-stepped', median(figures.map((figure) => figure.marks)), 'events/s of market');
  print('tickers-core-share', median(figures.map(({ share }) => share)), '% of one core (goal < 25)');
  print('tickers-strange', odd, 'frames not taken');
}
