import { expect, test } from 'vitest';
import { checkLine, fail, notDone, pass, withoutSecrets } from './check.ts';

test('a line is the verdict, what was seen, and the fix where there is one', () => {
  expect(checkLine(pass('clock', '3 ms apart'))).toBe('pass  clock          3 ms apart');
  expect(checkLine(fail('clock', '9 s apart', 'set it'))).toBe('fail  clock          9 s apart  -> set it');
  expect(notDone('key', 'no network', 'the network first')).toMatchObject({
    verdict: 'warn',
    seen: 'not done: no network',
  });
});

test('a secret is hidden wherever it stands, and an empty one hides nothing', () => {
  const checks = [fail('key', 'sent abc=abc', 'use another than abc')];
  expect(withoutSecrets(checks, ['abc', ''])).toEqual([
    fail('key', 'sent <hidden>=<hidden>', 'use another than <hidden>'),
  ]);
});
