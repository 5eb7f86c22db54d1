import { variables } from './environment.ts';
import { keys, liveKeys, rangeOf, unitOf } from './schema.ts';
import { rules } from './relations.ts';
import { canonical } from './values.ts';
import type { Config, Source } from './config.ts';
import type { Variable } from './environment.ts';
import type { Json, LiveKey, RetiredKey } from './key.ts';
import type { Rule } from './rule.ts';

/** One line of `keel config show`; `range` and `unit` are empty where a value has none. */
export type Row = Readonly<{
  key: string;
  value: Json;
  source: Source;
  range: string;
  unit: string;
  meaning: string;
  status: LiveKey['status'];
}>;

/** Every key that has a value, in the order of the reference. */
export function configRows(config: Config): readonly Row[] {
  return [...liveKeys].map(([key, { shape, meaning, status }]) => ({
    key,
    value: config.values[key] ?? shape.shipped,
    source: config.sources[key] ?? 'shipped',
    range: rangeOf(shape),
    unit: unitOf(shape),
    meaning,
    status,
  }));
}

const regenerate = 'Generated from src/config; `KEEL_UPDATE_REFERENCE=1 vitest run src/config` writes it again.';

/** The text of docs/reference/config.md. */
export function configReference(): string {
  const live = [...liveKeys];
  const blocks = [
    `# Configuration\n\n${regenerate}`,
    introduction,
    ...sectionsOf(live).map(([name, rows]) => `## ${name === '' ? 'Top level' : name}\n\n${keyTable(rows)}`),
    `## Derived\n\n${derived}`,
    `## Relations\n\n${relationsIntroduction}\n\n${table(['Rule', 'Must hold', 'Because'], rules.map(ruleCells))}`,
    `## Retired keys\n\nRefused where a file sets them.\n\n${table(['Key', 'Instead'], retiredRows())}`,
    `## Environment\n\n${environmentIntroduction}\n\n${table(['Variable', 'Shipped', 'Status', 'Meaning'], variables.map(variableCells))}`,
  ];
  return `${blocks.join('\n\n')}\n`;
}

const introduction = [
  'One YAML file, named with `--config FILE`; without it `keel.yaml` where there is one. What the file leaves out has the',
  'shipped value. `${NAME}` in a text takes the value of an environment variable, which must be set and must not be a secret.',
  '`keel config show` prints what holds, `keel config check` what is wrong.',
  '',
  'A *share* is a part of one: 0.05 is 5 %. A key that is `read` decides something today. A key that is `not-built` is known',
  'and will come; any value but the shipped one is refused, because it would have no effect.',
].join('\n');

const derived = [
  'The assumed cost of a round trip is no key: it is twice `risk.taker_fee_bps`, plus a third of',
  '`risk.funding_rate_daily_bps` times `risk.tight_smc_avg_hold_hours` over 8 (at most 1): 12.5 bps as shipped. Of a wide_structure trade',
  'it is the same with `risk.wide_structure_avg_hold_hours`, without that bound: 25 bps. Where the venue tells spread and',
  'funding, the score counts with those.',
].join('\n');

const relationsIntroduction =
  'A configuration that breaks one of these does not start; the refusal names the keys and values.';

const environmentIntroduction = [
  'Outside live, `.env.local` is read as well, and what is set outside wins. `.env.example` is its template. Secrets have',
  'no key: they live here only, and no listing, hash or message shows them.',
].join('\n');

type LiveRow = readonly [path: string, key: LiveKey];

function sectionsOf(live: readonly LiveRow[]): readonly (readonly [name: string, rows: readonly LiveRow[]])[] {
  const grouped = Map.groupBy(live, ([path]) => path.slice(0, Math.max(path.lastIndexOf('.'), 0)));
  return [...grouped];
}

function keyTable(rows: readonly LiveRow[]): string {
  const cells = rows.map(([path, { shape, status, meaning }]) => {
    const name = path.slice(path.lastIndexOf('.') + 1);
    return [`\`${name}\``, shippedText(shape.shipped), rangeOf(shape), unitOf(shape), status, meaning];
  });
  return table(['Key', 'Shipped', 'Range', 'Unit', 'Status', 'Meaning'], cells);
}

const listMax = 10;

function shippedText(value: Json): string {
  if (!Array.isArray(value) || value.length <= listMax) return `\`${canonical(value)}\``;
  return `\`${canonical(value.slice(0, listMax))}\` and ${value.length - listMax} more`;
}

function ruleCells(rule: Rule): readonly string[] {
  if (rule.type === 'among') {
    const known = rule.of.map((item) => `\`${canonical(item)}\``).join(' or ');
    return [rule.name, `\`${rule.key}\` = ${known}`, rule.why];
  }
  if (rule.type === 'steps') {
    return [rule.name, `\`${rule.bounds}\` goes ${rule.go}, as long as \`${rule.points}\``, rule.why];
  }
  const left = rule.left.map((term) => (typeof term === 'number' ? String(term) : `\`${term}\``)).join(' + ');
  return [
    rule.name,
    `${left} ${rule.is} ${typeof rule.right === 'number' ? rule.right : `\`${rule.right}\``}`,
    rule.why,
  ];
}

function retiredRows(): readonly (readonly string[])[] {
  const isRetired = (row: readonly [string, LiveKey | RetiredKey]): row is readonly [string, RetiredKey] =>
    row[1].status === 'retired';
  return [...keys].filter((row) => isRetired(row)).map(([path, { instead }]) => [`\`${path}\``, instead]);
}

function variableCells({ name, secret, shipped, status, meaning }: Variable): readonly string[] {
  const value = shipped === '' ? '' : `\`${shipped}\``;
  return [`\`${name}\``, secret ? 'a secret' : value, status, meaning];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map((row) => line(row))].join('\n');
}

/** The text of .env.example: every variable, commented out, secrets without a value. */
export function environmentTemplate(): string {
  const head = [
    '# Copy to .env.local, which is read outside live and never committed. What is set in the environment wins.',
    `# ${regenerate.replaceAll('`', '')}`,
  ];
  const blocks = variables.map((variable) => {
    const later = variable.status === 'not-built' ? ' (Not built yet: has no effect.)' : '';
    return `# ${variable.meaning}${later}\n#${variable.name}=${variable.secret ? '' : variable.shipped}`;
  });
  return `${[head.join('\n'), ...blocks].join('\n\n')}\n`;
}
