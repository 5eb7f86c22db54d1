import type { Reply } from '../standing/service.ts';
import type { Call, Desk } from './desk.ts';
import { failure, iso, success } from './envelope.ts';
import { cancelled, outcome } from './outcome.ts';
import { readChange, readName, readTerms } from './terms.ts';
import type { Fields, NoTerms } from './terms.ts';

type Row = Readonly<Record<string, unknown>>;

/** Items one after the other, each for itself: nothing is taken back. Gotcha 43. */
export function batch(desk: Desk, { at, params }: Call): Reply {
  const items = readItems(params.get('json'));
  if (items === 'missing') return failure(at, 'requiredArgumentMissing');
  if (items === 'unreadable') return failure(at, 'Json Parse Error');
  return success(at, { batchStatus: items.map((item) => perform(desk, fieldsOf(item))) });
}

/** How many items a batch has, for its price; an unreadable one has none. */
export function batchSize(json: string | undefined): number {
  const items = readItems(json);
  return typeof items === 'string' ? 0 : items.length;
}

function readItems(text: string | undefined): readonly Row[] | 'missing' | 'unreadable' {
  if (text === undefined) return 'missing';
  try {
    const read: unknown = JSON.parse(text);
    if (!isRow(read) || !Array.isArray(read['batchOrder'])) return 'unreadable';
    return read['batchOrder'].filter(isRow);
  } catch {
    return 'unreadable';
  }
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null;
}

/** Numbers may be numbers or text. */
function fieldsOf(item: Row): Fields {
  return (name) => {
    const value = item[name];
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : undefined;
  };
}

function perform(desk: Desk, field: Fields): Row {
  const tag = field('order_tag');
  const tagged = tag === undefined ? {} : { order_tag: tag };
  const order = field('order');
  // A tag is mandatory there: the answer is known by it.
  if (order === 'send') return tag === undefined ? missing : { ...send(desk, field), ...tagged };
  if (order === 'edit') return { ...edit(desk, field), ...tagged };
  return order === 'cancel' ? { ...cancel(desk, field), ...tagged } : missing;
}

const missing: Row = { status: 'requiredArgumentMissing', orderEvents: [] };

function refused(why: NoTerms): Row {
  const word = why.type === 'error' ? why.code : why.type === 'status' ? why.status : 'invalidOrderType';
  return { status: word, orderEvents: [] };
}

function send(desk: Desk, field: Fields): Row {
  const terms = readTerms(desk, field);
  if (!terms.ok) return refused(terms.error);
  const answer = desk.exchange.send(terms.value);
  const { status, orderEvents } = outcome(desk, answer);
  const { cliOrdId } = terms.value;
  return {
    status,
    ...(answer.orderId === undefined ? {} : { order_id: answer.orderId, dateTimeReceived: iso(answer.at) }),
    ...(cliOrdId === undefined ? {} : { cliOrdId }),
    orderEvents,
  };
}

function edit(desk: Desk, field: Fields): Row {
  const which = readName(field);
  if (which === undefined) return missing;
  const change = readChange(field);
  if (!change.ok) return refused(change.error);
  const answer = desk.exchange.edit({ which, ...change.value });
  const { status, orderEvents } = outcome(desk, answer);
  const id = answer.orderId ?? ('orderId' in which ? which.orderId : undefined);
  return { status, ...(id === undefined ? {} : { order_id: id, dateTimeReceived: iso(answer.at) }), orderEvents };
}

/** Unlike the single call, an item that was not found names what it was asked for. */
function cancel(desk: Desk, field: Fields): Row {
  const which = readName(field);
  if (which === undefined) return missing;
  const answer = desk.exchange.cancel(which);
  if (answer.status !== 'notFound') return cancelled(desk, which, answer);
  const named = 'orderId' in which ? { order_id: which.orderId } : { cliOrdId: which.cliOrdId };
  return { status: 'notFound', ...named, orderEvents: [] };
}
