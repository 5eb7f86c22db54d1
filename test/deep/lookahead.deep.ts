import { expect, it } from 'vitest';
import { createStarts } from '../../src/boot/starts.ts';
import { causalityWords, differencesOf } from '../../src/view/causality.ts';
import { reference, referenceSuite } from '../reference.ts';

const listener = { opened: () => undefined, progress: () => undefined, log: () => undefined };

referenceSuite('no decision on any real candle knows the future', () => {
  it.each(['binance_spot', 'binance_usdm', 'bybit_linear'])('of %s', async (source) => {
    const options = { data: reference('data', 'candles') ?? '', source, seed: '2', cuts: '200' };
    const proof = await createStarts({ cwd: '/nonexistent', env: {} }).lookahead(options, listener);
    if (!proof.ok) throw new Error(proof.error);
    const { instruments } = proof.value;
    console.log(source, instruments.length, ...causalityWords(proof.value));
    expect(instruments.length).toBeGreaterThanOrEqual(4);
    expect(instruments.every(({ cuts }) => cuts === 200)).toBe(true);
    expect(differencesOf(instruments)).toBe(0);
  });
});
