import { add, asBase, fixed, formatFixed, ms, noUsd, scale } from '../../core/units.ts';
import type { InstrumentId, Qty } from '../../core/units.ts';
import { perpetualOf } from '../../core/market/base.ts';
import type { Instrument } from '../../core/market/instrument.ts';
import { marginClasses, marginLevels } from './margin-schedules.ts';
import type { MarginClass } from './margin-schedules.ts';
import type { Contract, MarginLevel } from './market-view.ts';

type Row = readonly [
  base: string,
  tick: string,
  precision: number,
  margin: MarginClass,
  maxPosition: string,
  impactMidSize: string,
  openedAt: string,
  category: string,
  isin: string,
];

/**
 * Linear perpetuals as Kraken listed them on 2026-07-16. FTM had been delisted by then: its tick, lot and margin are of
 * 2024-06-13, and the rest of its row is made up. A negative precision is a lot of tens or thousands.
 *
 * @see https://futures.kraken.com/derivatives/api/v3/instruments
 */
const rows: readonly Row[] = [
  ['ADA', '0.00001', 0, 'a50', '32000000', '15000', '2022-03-22T14:11:11Z', 'Layer 1', 'GB00BQ84JQ46'],
  ['ALGO', '0.00001', 0, 'b50', '17500000', '28000', '2022-07-06T12:59:13Z', 'Layer 1', 'GB00BQ84JR52'],
  ['APT', '0.0001', 1, 'b50', '750000', '5500', '2022-10-19T09:53:17Z', 'Layer 1', 'GB00BTLQPV51'],
  ['ATOM', '0.001', 1, 'b50', '1200000', '1350', '2022-03-22T14:23:24Z', 'DeFi', 'GB00BQ84JS69'],
  ['AVAX', '0.001', 2, 'a50', '700000', '450', '2022-03-22T14:54:24Z', 'Layer 1', 'GB00BNZHXS57'],
  ['AXS', '0.0001', 1, 'd20', '800000', '2000', '2022-08-03T12:56:50Z', 'Gaming', 'GB00BQ84JT76'],
  ['BCH', '0.01', 2, 'b50', '30000', '18', '2022-03-22T14:29:03Z', 'Layer 1', 'GB00BQ84JW06'],
  ['BNB', '0.01', 2, 'a50', '50000', '6', '2023-11-22T13:00:11Z', 'Layer 1', 'GB00BP8ZS189'],
  ['BTC', '1', 4, 'btc', '1200', '0.08', '2022-03-22T13:15:36Z', 'Layer 1', 'GB00BQ84JX13'],
  ['COMP', '0.001', 1, 'd20', '45000', '140', '2022-07-13T12:58:19Z', 'DeFi', 'GB00BQ84JZ37'],
  ['CRV', '0.0001', 0, 'b50', '12000000', '24000', '2022-06-27T12:57:27Z', 'DeFi', 'GB00BQ84K056'],
  ['DOGE', '0.000001', 0, 'a50', '200000000', '45000', '2022-06-20T12:57:30Z', 'Community', 'GB00BQ84K163'],
  ['DOT', '0.0001', 1, 'a50', '3500000', '4400', '2022-03-22T14:31:32Z', 'Layer 1', 'GB00BQ84K270'],
  ['EGLD', '0.001', 2, 'd20', '140000', '400', '2022-09-07T12:59:10Z', 'Layer 1', 'GB00BTLQQ674'],
  ['ENA', '0.00001', 0, 'b50', '10000000', '58000', '2024-04-24T13:00:20Z', 'DeFi', 'GB00BP8ZS528'],
  ['ETC', '0.001', 1, 'b50', '200000', '630', '2022-08-03T12:57:01Z', 'Layer 1', 'GB00BP8ZSX07'],
  ['ETH', '0.1', 3, 'eth', '16000', '5.1', '2022-03-22T13:18:45Z', 'Layer 1', 'GB00BQ84K502'],
  ['FIL', '0.0001', 1, 'b50', '4000000', '3000', '2022-03-22T14:34:28Z', 'DeFi', 'GB00BQ84K619'],
  ['FTM', '0.00001', 0, 'c25', '5000000', '10000', '2022-08-17', 'Layer 1', ''],
  ['GRT', '0.00001', 0, 'd20', '20000000', '95000', '2022-08-17T12:58:37Z', 'DeFi', 'GB00BQ84K726'],
  ['HBAR', '0.00001', 0, 'b50', '50000000', '30135', '2024-06-25T11:47:03Z', 'Layer 1', 'GB00BTLQQB21'],
  ['INJ', '0.001', 1, 'b50', '620000', '800', '2023-04-05T13:00:14Z', 'Layer 2', 'GB00BTLQQC38'],
  ['KAVA', '0.00001', 0, 'e10', '10000000', '42500', '2022-08-10T12:55:41Z', 'DeFi', 'GB00BP8ZTF99'],
  ['LINK', '0.001', 1, 'a50', '1500000', '450', '2022-03-22T14:36:54Z', 'DeFi', 'GB00BQ84KB65'],
  ['LTC', '0.01', 2, 'a50', '190000', '70', '2022-03-22T14:39:25Z', 'Layer 1', 'GB00BQ84KF04'],
  ['MANA', '0.00001', 0, 'd20', '6100000', '61000', '2022-06-27T12:57:24Z', 'Community', 'GB00BP8ZT047'],
  [
    'PEPE',
    '0.0000000001',
    -3,
    'a50',
    '1000000000000',
    '1150000000',
    '2023-05-25T10:52:25Z',
    'Community',
    'GB00BQSB1140',
  ],
  ['RENDER', '0.0001', 1, 'b50', '600000', '1800', '2024-07-30T13:29:28Z', 'Web3', 'GB00BTLQQW34'],
  ['SAND', '0.00001', 0, 'c25', '15000000', '30000', '2022-07-13T12:58:09Z', 'Gaming', 'GB00BQ84KM70'],
  ['SHIB', '0.000000001', -3, 'b50', '550000000000', '550000000', '2023-05-30T12:24:14Z', 'Community', 'GB00BNZHXW93'],
  ['SNX', '0.0001', 0, 'c25', '2200000', '7500', '2022-07-06T12:58:59Z', 'DeFi', 'GB00BQ84KN87'],
  ['SOL', '0.01', 2, 'a50', '280000', '55', '2022-03-22T14:16:56Z', 'Layer 1', 'GB00BQ84KP02'],
  ['STX', '0.0001', 0, 'd20', '2200000', '22000', '2023-03-30T13:00:04Z', 'DeFi', 'GB00BTLQR086'],
  ['SUI', '0.0001', 0, 'a50', '5000000', '4500', '2023-05-03T12:19:18Z', 'Layer 1', 'GB00BNZHXR41'],
  ['TAO', '0.01', 2, 'b50', '15000', '13', '2024-06-27T11:58:07Z', 'AI', 'GB00BP8ZS304'],
  ['THETA', '0.0001', 0, 'd20', '3000000', '13000', '2022-10-12T12:59:18Z', 'DeFi', 'GB00BP8ZT260'],
  ['TRX', '0.000001', 0, 'c25', '8000000', '10000', '2022-06-20T12:57:37Z', 'Layer 1', 'GB00BP8ZSN09'],
  ['UNI', '0.001', 1, 'b50', '1500000', '1700', '2022-03-22T14:17:50Z', 'DeFi', 'GB00BQ84KR26'],
  ['VET', '0.000001', 0, 'e10', '150000000', '69800', '2024-11-07T14:23:31Z', 'Real-world assets', 'GB00BP8ZV316'],
  ['WIF', '0.0001', 0, 'a50', '8000000', '15000', '2024-01-22T12:04:57Z', 'Community', 'GB00BQSB1702'],
  ['XLM', '0.00001', 0, 'b50', '21000000', '20000', '2022-07-06T12:59:08Z', 'Layer 1', 'GB00BQ84KT40'],
  ['XMR', '0.01', 2, 'b50', '29000', '8.5', '2022-03-22T14:56:19Z', 'Privacy', 'GB00BP8ZS411'],
  ['XRP', '0.00001', 0, 'a50', '50000000', '3500', '2022-03-22T14:12:21Z', 'Layer 1', 'GB00BQ84KV61'],
  ['ZEC', '0.01', 2, 'c25', '26000', '4.4', '2022-08-24T12:58:14Z', 'Privacy', 'GB00BQSB1819'],
];

/** The same for all of these: premium over so many hours, and at most half a percent an hour. */
const funding = { fundingCoefficient: 8, maxRelativeFunding: 0.005 } as const;

/** The contracts that the emulator lists, by base. */
export function listedContracts(): readonly Contract[] {
  return rows.map(([base, tick, precision, margin, maxPosition, impactMidSize, openedAt, category, isin]) => ({
    symbol: perpetualOf(asBase(base)),
    base,
    tick: fixed(tick),
    lot: fixed(precision > 0 ? (10 ** -precision).toFixed(precision) : String(10 ** -precision)),
    precision,
    maxPosition: fixed(maxPosition),
    impactMidSize: fixed(impactMidSize),
    marginLevels: marginLevels(margin),
    ...funding,
    openedAt: ms(Date.parse(openedAt)),
    tradeable: true,
    category,
    ...(isin === '' ? {} : { isin }),
  }));
}

/** The same as Keel's registry knows them; the least quantity is one lot. */
export function listedInstruments(): readonly Instrument[] {
  return listedContracts().map(({ symbol, base, tick, lot, marginLevels: [first] }) => ({
    id: symbol,
    base: asBase(base),
    tick,
    lot,
    minQty: lot,
    maintenanceMargin: first?.maintenance ?? fixed('1'),
  }));
}

const bySymbol: ReadonlyMap<InstrumentId, Contract> = new Map(listedContracts().map((one) => [one.symbol, one]));

/** What is made up for a contract that is not listed. */
const unlisted = { maxPosition: fixed<Qty>('1000000000'), impactMidSize: fixed<Qty>('1'), category: '' } as const;

/** A contract for an instrument: as it is listed where it is, else of the class that its maintenance margin belongs to. */
export function contractOf({ id, base, tick, lot, maintenanceMargin }: Instrument): Contract {
  const listed = bySymbol.get(id);
  const precision = lot >= scale ? 1 - String(lot / scale).length : (formatFixed(lot).split('.')[1]?.length ?? 0);
  const own = { symbol: id, base, tick, lot, precision };
  const isLike = (levels: readonly MarginLevel[]): boolean => levels[0]?.maintenance === maintenanceMargin;
  if (listed !== undefined && isLike(listed.marginLevels)) return { ...listed, ...own };
  const levels = marginClasses.map(marginLevels).find(isLike) ?? [
    { from: noUsd, initial: add(maintenanceMargin, maintenanceMargin), maintenance: maintenanceMargin },
  ];
  return { ...unlisted, ...funding, ...own, marginLevels: levels, openedAt: ms(0), tradeable: true };
}
