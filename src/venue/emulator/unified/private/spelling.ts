import type { Row } from '../frame.ts';

/** A row under its names in snake_case, or in camelCase. */
export function spelled(row: Row, spelling: 'snake-case' | 'camel-case'): Row {
  if (spelling === 'snake-case') return row;
  const camel = (name: string): string => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [camel(name), value]));
}
