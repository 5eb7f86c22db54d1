import type { AccountPosting, PostingKind } from '../../../core/ledger/posting.ts';
import { ms, negate, noUsd, sub } from '../../../core/units.ts';
import type { Fixed, Ms } from '../../../core/units.ts';
import { logInfos } from '../../dialect/words.ts';
import { instrumentOf } from '../decode.ts';
import type { Door } from '../door.ts';
import type { Told } from './history.ts';
import type { LogRow } from './wire/history.ts';

/** What funding is known by, in the log and in the history of positions: nothing is settled twice in one moment. */
export function fundingId(contract: string, at: number): string {
  return `funding ${contract.toUpperCase()} ${at}`;
}

const none: Fixed<string> = noUsd;
/** Another account of the same person may be in the log; Keel trades on the multi-collateral wallet. */
const wallet = 'flex';

/** What a row of the account log tells that no fill does. The row of a position tells nothing that the row of the money does not. */
export function postingsOf(door: Door, row: LogRow): readonly AccountPosting[] {
  const { info, asset = '', contract = '', margin_account: account = wallet, date: venueAt } = row;
  if (account !== wallet || asset === contract) return [];
  const meaning = door.word('info', logInfos, info);
  const instrument = instrumentOf(contract);
  const common = { word: info, venueAt, ...(instrument === undefined ? {} : { instrument }) };
  const id = row.booking_uid;
  const { realized_funding: funding = noUsd, liquidation_fee: fee = noUsd } = row;
  const rest = { ...common, kind: kindOf(meaning, changeOf(row)), currency: currencyOf(asset) };
  const isTold = meaning === 'trade' || meaning === 'funding';
  const amount = isTold ? none : sub(changeOf(row), funding);
  return [
    { ...common, id: fundingId(contract, venueAt), kind: 'funding', amount: funding, currency: 'USD' } as const,
    { ...common, id: `${id} fee`, kind: 'fee', amount: negate(fee), currency: 'USD' } as const,
    { ...rest, id, amount },
  ].filter((posting) => posting.amount !== 0n);
}

function kindOf(meaning: (typeof logInfos)[string] | undefined, change: Fixed<string>): PostingKind {
  if (meaning === 'transfer') return change < 0n ? 'withdrawal' : 'deposit';
  return meaning === undefined || meaning === 'trade' ? 'unknown' : meaning;
}

function changeOf({ new_balance: after = none, old_balance: before = none }: LogRow): Fixed<string> {
  return sub(after, before);
}

function currencyOf(asset: string): string {
  const name = asset.toUpperCase();
  return name === 'XBT' ? 'BTC' : name;
}

/** A row that may have settled funding: so little of it that the log rounds it away, perhaps. */
export function mayFund({ info, asset = '', contract = '' }: LogRow): boolean {
  const meaning = logInfos[info];
  return asset !== contract && instrumentOf(contract) !== undefined && (meaning === 'trade' || meaning === 'funding');
}

/** What the history of positions says was settled, to the last decimal: the log rounds. */
export function fundingOf({ event }: Told): readonly AccountPosting[] {
  const { tradeable = '', realizedFunding: amount, fundingRealizationTime: at } = event.PositionUpdate ?? {};
  const instrument = instrumentOf(tradeable);
  if (instrument === undefined || amount === undefined || at === undefined || at === null) return [];
  const common = { id: fundingId(tradeable, at), kind: 'funding', word: 'funding rate change', instrument } as const;
  return [{ ...common, amount, currency: 'USD', venueAt: ms(at) }];
}

export function newestOf(rows: readonly LogRow[]): Ms | undefined {
  return rows.reduce<Ms | undefined>(
    (newest, { date }) => (newest === undefined || date > newest ? date : newest),
    undefined,
  );
}
