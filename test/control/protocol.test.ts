import { describe, expect, it } from 'vitest';
import {
  decodeReply,
  decodeRequest,
  encodeAnswer,
  encodeRefusal,
  encodeRequest,
} from '../../src/surface/control/protocol.ts';
import type { Request } from '../../src/surface/control/protocol.ts';

const requests: readonly Request[] = [
  { type: 'status' },
  { type: 'positions' },
  { type: 'universe' },
  { type: 'trades' },
  { type: 'trades', last: 3 },
  { type: 'explain', instrument: 'BTC' },
  { type: 'pause' },
  { type: 'resume' },
  { type: 'kill', exit: true },
  { type: 'kill', exit: false },
  { type: 'reset' },
];

describe('a request', () => {
  it.each(requests)('%o is one line, and comes back as it was', (request) => {
    const line = encodeRequest(request);
    expect(line).toMatch(/^\{"protocol":1,"type":"[^\n]+\}\n$/);
    expect(decodeRequest(line)).toEqual({ ok: true, value: request });
  });

  it('to kill does not leave positions unless it says so', () => {
    expect(decodeRequest('{"protocol":1,"type":"kill"}')).toEqual({ ok: true, value: { type: 'kill', exit: false } });
  });

  it.each([
    ['', 'The request is not a JSON object on one line.'],
    ['{', 'The request is not a JSON object on one line.'],
    ['null', 'The request is not a JSON object on one line.'],
    ['[1]', 'The request is not a JSON object on one line.'],
    ['"status"', 'The request is not a JSON object on one line.'],
    [
      '{"type":"status"}',
      'The request speaks no known version of the control protocol, and this Keel speaks version 1.',
    ],
    ['{"protocol":2,"type":"status"}', /^The request speaks version 2 of the control protocol/],
    ['{"protocol":1}', 'There is no request of type that.'],
    ['{"protocol":1,"type":"toString"}', 'There is no request of type "toString".'],
    ['{"protocol":1,"type":"trades","last":0}', '"last" of trades is a whole number above 0.'],
    ['{"protocol":1,"type":"trades","last":1.5}', '"last" of trades is a whole number above 0.'],
    ['{"protocol":1,"type":"explain"}', '"instrument" of explain is its name.'],
    ['{"protocol":1,"type":"kill","exit":"yes"}', '"exit" of kill is true or false.'],
  ])('%s is refused in one sentence', (line, sentence) => {
    expect(decodeRequest(line)).toEqual({ ok: false, error: expect.stringMatching(sentence) });
  });
});

describe('a reply', () => {
  const positions = { version: 1, at: '2024-01-01T00:00:00Z', positions: [] } as const;

  it('comes back as it was', () => {
    expect(decodeReply('positions', encodeAnswer('positions', positions))).toEqual({ ok: true, value: positions });
    const refusal = { why: 'refused', sentence: 'No.' } as const;
    expect(decodeReply('status', encodeRefusal(refusal))).toEqual({ ok: false, error: refusal });
  });

  it.each([
    ['gibberish', 'The running Keel answered with gibberish.'],
    ['{"protocol":7,"ok":true}', /^The running Keel speaks version 7 of the control protocol/],
    [encodeAnswer('positions', positions), 'The running Keel answered something else than what it was asked.'],
    ['{"protocol":1,"ok":false}', 'The running Keel answered something else than what it was asked.'],
  ])('of %s is trouble', (line, sentence) => {
    expect(decodeReply('status', line)).toEqual({
      ok: false,
      error: { why: 'trouble', sentence: expect.stringMatching(sentence) },
    });
  });
});
