import { describe, expect, it } from 'vitest';
import { createMailbox } from './mailbox.ts';

const patient = new AbortController().signal;

describe('the mailbox', () => {
  it('gives what came in the order of its coming, once', () => {
    const box = createMailbox<string>();
    box.put('a');
    box.put('b');
    expect(box.take()).toEqual(['a', 'b']);
    expect(box.take()).toEqual([]);
  });

  it('keeps only the newest of a key, in the place of the first', () => {
    const box = createMailbox<string>();
    box.put('xbt 1', 'PF_XBTUSD');
    box.put('fill');
    box.put('eth 1', 'PF_ETHUSD');
    box.put('xbt 2', 'PF_XBTUSD');
    expect(box.take()).toEqual(['xbt 2', 'fill', 'eth 1']);
    box.put('another fill');
    box.put('xbt 3', 'PF_XBTUSD');
    expect(box.take()).toEqual(['another fill', 'xbt 3']);
  });

  it('wakes the reader with all that came before it ran', async () => {
    const box = createMailbox<string>();
    const waiting = box.waitAndTake(patient);
    box.put('a');
    box.put('b');
    expect(await waiting).toEqual(['a', 'b']);
    const again = box.waitAndTake(patient);
    box.put('c');
    expect(await again).toEqual(['c']);
  });

  it('does not wait for what is there, nor after an abort', async () => {
    const box = createMailbox<string>();
    box.put('a');
    expect(await box.waitAndTake(patient)).toEqual(['a']);
    expect(await box.waitAndTake(AbortSignal.abort())).toEqual([]);
    const controller = new AbortController();
    const waiting = box.waitAndTake(controller.signal);
    controller.abort();
    expect(await waiting).toEqual([]);
    box.put('b');
    expect(await box.waitAndTake(patient)).toEqual(['b']);
  });

  it('is bounded, and conflation does not count', () => {
    const box = createMailbox<number>({ capacity: 2 });
    box.put(1, 'key');
    box.put(2);
    box.put(3, 'key');
    expect(() => box.put(4)).toThrow('the mailbox holds at most 2 items; nobody empties it');
    expect(box.take()).toEqual([3, 2]);
  });

  it('has one reader', async () => {
    const box = createMailbox<number>();
    const first = box.waitAndTake(patient);
    await expect(box.waitAndTake(patient)).rejects.toThrow('one reader');
    box.put(1);
    expect(await first).toEqual([1]);
  });
});
