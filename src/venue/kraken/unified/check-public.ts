import type { UnifiedSwitches } from '../../dialect/unified-switches.ts';
import { createBookFeed } from './book-feed.ts';
import type { BookFeed } from './book-feed.ts';
import type { ChannelFrame } from './envelope.ts';
import { readOhlc, readPairs, readStatus, readTickers } from './market-rows.ts';
import type { PairRow } from './market-rows.ts';
import type { UnifiedOptions } from './options.ts';
import { createProbe, wordOf } from './probe.ts';
import type { Check, Probe, ProbeLinks } from './probe.ts';
import { derivatives } from './terms.ts';

type Looked = Readonly<{ probe: Probe; symbol: string; switches: UnifiedSwitches; links: ProbeLinks }>;

export type PublicChecks = Readonly<{ checks: readonly Check[]; pair: PairRow | undefined }>;

/** Status, contracts, ticker, mark candles and the book's checksum, of the contract that is traded most. */
export async function checkPublic(
  options: UnifiedOptions,
  links: ProbeLinks,
  observeMs: number,
): Promise<PublicChecks> {
  const { switches } = options;
  const pairs = new Map<string, PairRow>();
  const feed = createBookFeed({
    switches: { ...switches, bookChecksum: 'warn' },
    pair: (symbol) => pairs.get(symbol),
    depth: 10,
    strange: links.strange,
    mismatched: () => undefined,
  });
  const hear = (frame: ChannelFrame): void => (frame.channel === 'book' ? feed.hear(frame) : undefined);
  const probe = await createProbe('public', options, { ...links, hear });
  const fault = probe.fault();
  if (fault !== undefined) {
    await probe.close();
    const fix = `check the network, and the address ${options.urls.public}`;
    return { checks: [fail('public line', fault, fix)], pair: undefined };
  }
  const checks = [await status(probe, links), await instruments(probe, links, pairs)];
  const symbol = pairs.has('PF_XBTUSD')
    ? 'PF_XBTUSD'
    : ([...pairs.keys()].find((name) => name.startsWith('PF_')) ?? '');
  const looked = { probe, symbol, switches, links };
  if (symbol !== '') checks.push(await ticker(looked), await candles(looked), await book(looked, feed, observeMs));
  await probe.close();
  return { checks, pair: pairs.get(symbol) };
}

export const pass = (name: string, seen: string): Check => ({ name, verdict: 'pass', seen, fix: '' });
export const warn = (name: string, seen: string, fix: string): Check => ({ name, verdict: 'warn', seen, fix });
export const fail = (name: string, seen: string, fix: string): Check => ({ name, verdict: 'fail', seen, fix });

async function status(probe: Probe, { strange }: ProbeLinks): Promise<Check> {
  const [frame] = await probe.of('status');
  const system = frame === undefined ? undefined : readStatus(frame.data, strange);
  if (system === 'online') return pass('status', 'online');
  return warn('status', system ?? 'no status frame', 'orders wait until the venue is online');
}

async function instruments(probe: Probe, { strange }: ProbeLinks, pairs: Map<string, PairRow>): Promise<Check> {
  const answer = await probe.ask('subscribe', { channel: 'instrument', ...derivatives, snapshot: true });
  for (const frame of answer.type === 'done' ? await probe.of('instrument') : [])
    for (const pair of readPairs(frame.data, strange)) pairs.set(pair.symbol, pair);
  const linear = [...pairs.keys()].filter((symbol) => symbol.startsWith('PF_'));
  const shown = [...pairs.values()]
    .filter(({ symbol }) => symbol === linear[0] || symbol.includes('PEPE') || symbol.startsWith('FI_'))
    .slice(0, 4)
    .map(
      ({ symbol, price_increment: tick, qty_precision: places }) => `${symbol} ${String(tick)}e-10 ${String(places)}`,
    );
  const seen = `${String(linear.length)} perpetuals of ${String(pairs.size)} contracts: ${shown.join(', ')}`;
  const hasMargin = [...pairs.values()].some(({ margin_levels: levels }) => levels !== undefined);
  if (linear.length === 0) return fail('instruments', wordOf(answer), 'without contracts nothing can be traded');
  return hasMargin
    ? warn('instruments', `${seen}; rows carry margin levels`, 'set instrumentMargin to frame')
    : pass('instruments', seen);
}

async function ticker({ probe, symbol, switches, links }: Looked): Promise<Check> {
  const answer = await probe.ask('subscribe', { channel: 'ticker', ...derivatives, symbol: [symbol], snapshot: true });
  const rows = (await probe.of('ticker')).flatMap(({ data }) => readTickers(data, links.strange));
  const hasMark = rows.some(({ mark }) => mark !== undefined);
  const fits = hasMark === (switches.tickerExtras !== 'none');
  const seen = rows.length === 0 ? wordOf(answer) : hasMark ? 'with the mark' : 'without the mark';
  if (rows.length === 0) return warn('ticker', seen, 'the listing has no volumes without it');
  const fix = hasMark ? 'set tickerExtras to the spelling that the venue uses' : 'set tickerExtras to none';
  return fits ? pass('ticker', seen) : warn('ticker', seen, fix);
}

async function candles({ probe, symbol, switches, links }: Looked): Promise<Check> {
  const params = { channel: 'ohlc', ...derivatives, symbol: [symbol], interval: 1, tick_type: 'mark', snapshot: true };
  const answer = await probe.ask('subscribe', params);
  // Updates may have followed the snapshot already.
  const [first] = await probe.of('ohlc');
  const rows = first === undefined ? [] : readOhlc(first.data, links.strange);
  if (rows.length === 0)
    return fail('marks', wordOf(answer), 'no source of the mark is left; use the other dialect while it lives');
  const echoed = rows.some(({ tick_type: type }) => type !== undefined);
  const seen = `${String(rows.length)} candles of the mark, tick_type ${echoed ? 'echoed' : 'not echoed'}`;
  if (first?.kind === 'snapshot' && rows.length > 1 && rows.length !== switches.ohlcSnapshot)
    return warn('marks', seen, `set ohlcSnapshot to ${String(rows.length)}`);
  return pass('marks', seen);
}

async function book({ probe, symbol }: Looked, feed: BookFeed, observeMs: number): Promise<Check> {
  const answer = await probe.ask('subscribe', {
    channel: 'book',
    ...derivatives,
    symbol: [symbol],
    depth: 10,
    snapshot: true,
  });
  await probe.of('book');
  await probe.until(() => false, observeMs);
  const { agreed, differed, bare } = feed.counts();
  const seen = `${String(agreed)} checksums agree, ${String(differed)} differ, ${String(bare)} updates have none`;
  if (agreed + differed + bare === 0) return warn('book', wordOf(answer), 'no book came');
  if (differed > 0)
    return warn('book', seen, 'try checksumDecimals increment; leave bookChecksum at warn until all agree');
  return bare > 0 ? warn('book', seen, 'set bookChecksum to off') : pass('book', seen);
}
