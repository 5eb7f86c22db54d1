import { expect, test } from 'vitest';
import { unifiedDefaults, unifiedSwitches } from './unified-switches.ts';
import { unifiedUnknowns } from './unified-unknowns.ts';

test('every unknown says what it is and where it would be documented, and has a shipped value', () => {
  const rows = Object.entries(unifiedUnknowns);
  expect(
    rows.filter(([, row]) => !row.unknown.endsWith('.') || !/^[a-z/-]+$/.test(row.page.replaceAll('_', ''))),
  ).toEqual([]);
  expect(Object.keys(unifiedDefaults).toSorted()).toEqual(rows.map(([name]) => name).toSorted());
  expect(unifiedDefaults).toMatchObject({ markReference: 'refused', bookChecksum: 'warn', clientIdLength: 18 });
});

test('a choice replaces what is shipped; what is no switch or no value of it is refused by name', () => {
  const chosen = unifiedSwitches({ markReference: 'accepted', ohlcSnapshot: 5, spotRefusal: 'no' });
  const expected = { ...unifiedDefaults, markReference: 'accepted', ohlcSnapshot: 5, spotRefusal: 'no' };
  expect(chosen).toEqual({ ok: true, value: expected });
  expect(unifiedSwitches({ markRef: 'accepted' })).toMatchObject({
    error: 'markRef is not a switch of the unified dialect',
  });
  expect(unifiedSwitches({ markReference: 'yes' })).toMatchObject({ error: 'markReference takes refused | accepted' });
  expect(unifiedSwitches({ ohlcSnapshot: -1 })).toMatchObject({ error: 'ohlcSnapshot takes number' });
  expect(unifiedSwitches({ spotRefusal: 1 })).toMatchObject({ error: 'spotRefusal takes string' });
});
