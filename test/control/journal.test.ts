import { expect, it } from 'vitest';
import { wallClock } from '../../src/runtime/clock.ts';
import { answerLine } from '../../src/surface/control/answer.ts';
import { begun, price } from '../support/keel.ts';
import { btc, deskOf, facts } from './desk.ts';

it('the journal is told where it is, and only when it has been written up to now', async () => {
  const written: string[] = [];
  const desk = { ...deskOf(begun('10000', [btc], price('100'))), flush: () => void written.push('all of it') };
  const patience = { clock: wallClock(), withinMs: 1000, ending: new AbortController().signal };
  const answer: unknown = JSON.parse(await answerLine(desk, '{"protocol":1,"type":"journal"}', patience));
  expect(answer).toMatchObject({ ok: true, document: { version: 1, journal: facts.journal } });
  expect(written).toEqual(['all of it']);
});
