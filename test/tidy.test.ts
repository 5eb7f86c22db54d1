import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

/** Who may import whom; a floor, or one room of it. Read it as the dependency diagram; it is the only copy. */
const floors: Readonly<Record<string, readonly string[]>> = {
  core: ['core'],
  view: ['core', 'view'],
  config: ['core', 'config'],
  runtime: ['core', 'runtime'],
  venue: ['core', 'runtime', 'venue'],
  store: ['core', 'runtime', 'store'],
  feed: ['core', 'runtime', 'feed'],
  lab: ['core', 'view', 'runtime', 'venue/emulator', 'store', 'lab'],
  surface: ['core', 'view', 'runtime', 'surface'],
  boot: ['core', 'view', 'config', 'runtime', 'venue', 'store', 'feed', 'lab', 'surface', 'boot'],
};
/** Rooms of these floors do not know each other. */
const strangers: readonly string[] = ['venue', 'store', 'feed'];
/** What both sides of a wire must agree on: every room of its floor may know it. */
const common: readonly string[] = ['venue/dialect'];
/** Floors that may not touch the machine. */
const pure: readonly string[] = ['core', 'view'];

/** Each package has one home. */
const homes: Readonly<Record<string, string | readonly string[]>> = {
  commander: 'src/surface/cli',
  'cli-table3': 'src/surface/cli',
  'cli-progress': 'src/surface/cli',
  yaml: 'src/config',
  zod: ['src/config', 'src/venue'],
  undici: 'src/venue/kraken',
  ws: ['src/venue/kraken', 'src/venue/emulator'],
  '@resvg/resvg-wasm': 'src/surface/picture',
  'node:sqlite': 'src/store/sqlite',
};

/** What the core may not touch, and what it should use instead. */
const banned: readonly (readonly [RegExp, string])[] = [
  [/\b(Date|Temporal)\b/, 'event.at'],
  [/\bMath\.random\b/, 'nothing: the core draws no luck'],
  [/\b(setTimeout|setInterval|setImmediate|queueMicrotask)\b/, "a 'timer.set' effect"],
  [/\b(process|console|fetch|crypto|performance)\b/, 'an effect'],
  [/\b(async|await|Promise)\b/, 'an effect whose outcome is an event'],
  [/\blocaleCompare\b|\btoLocale|\bIntl\b/, 'a plain comparison: locale differs by host'],
];

/** One of each: the pattern may stand in exactly one place of the program. */
const unique: readonly (readonly [string, RegExp, string])[] = [
  ['one engine', /^export function step\(/gm, 'src/core/engine.ts'],
  ['one emulator', /^export function createEmulator\(/gm, 'src/venue/emulator/emulator.ts'],
  ['one list of limits', /^export const limits: readonly Limit\[\]/gm, 'src/core/risk/limits.ts'],
  ['one path to the exchange', /effects\.push\(\{ type: 'order\.cancel'/g, 'src/core/order/gateway.ts'],
  ['one place that approves', /\bas ApprovedIntent\b/g, 'src/core/risk/gate.ts'],
  [
    "one place that sets 'protected'",
    /(?<![=!]= |[=!]== )\bphase: 'protected'(?!;)/g,
    'src/core/position/transition.ts',
  ],
];
/** Orders are placed in one file, in its two forms: with approval, and reduce-only. */
const placing = { pattern: /type: 'order\.place', ticket/g, file: 'src/core/order/gateway.ts', times: 2 } as const;

/** Values live in src/config; what stands here is arithmetic, not a setting. */
const constant = /^(?:export )?const \w*(?:Max|Min|Ms|Bps|Pct)(?:: \w+)? = -?[\d_.]+/gm;

/** Constants of a model of the world, which nobody sets. May only shrink. */
const facts: readonly string[] = [];

const linesMax = 250;
const linesMedianMax = 100;
/** Nothing imports them: programs start here. */
const roots: readonly string[] = ['src/boot/main.ts', 'src/boot/venue-main.ts'];

type Source = Readonly<{ path: string; text: string }>;

const withoutComments = (text: string): string => text.replace(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*$/gm, '');
const withoutStrings = (text: string): string =>
  text.replace(/'(?:[^'\\\n]|\\.)*'/g, (s) => (/^'(\.|node:|[a-z@])/.test(s) ? s : "''"));

/** `tests` only count as importers: what they alone import is support, not dead. */
function tidy(sources: readonly Source[], tests: readonly Source[]): readonly string[] {
  const imported = new Set<string>();
  for (const test of tests) imports(test, imported);
  const faults = sources.flatMap((source) => [...imports(source, imported), ...bans(source), ...sizes(source)]);
  const dead = sources.filter(({ path }) => !imported.has(path) && !roots.includes(path));
  return [...faults, ...dead.map(({ path }) => `${path}: never imported`), ...oneOfEach(sources)];
}

function imports({ path, text }: Source, imported: Set<string>): readonly string[] {
  const [, floor = '', room = ''] = path.split('/');
  return [...withoutComments(text).matchAll(/(?:^(?:import|export) [^;]*?from |^import |import\()'([^']+)'/gm)].flatMap(
    ([, from = '']) => {
      if (!from.startsWith('.')) return external(path, floor, from);
      const target = normalize(join(dirname(path), from));
      imported.add(target);
      const [, otherFloor = '', otherRoom = ''] = target.split('/');
      const known = floors[floor] ?? [];
      if (!known.includes(otherFloor) && !known.includes(`${otherFloor}/${otherRoom}`)) {
        return [`${path}: ${floor} may not import ${otherFloor}`];
      }
      const isCommon = common.includes(`${otherFloor}/${otherRoom}`);
      const next = strangers.includes(floor) && floor === otherFloor && room !== otherRoom && !isCommon;
      return next ? [`${path}: ${floor}/${room} may not know ${floor}/${otherRoom}`] : [];
    },
  );
}

function external(path: string, floor: string, name: string): readonly string[] {
  if (pure.includes(floor)) return [`${path}: ${floor} may not import ${name}`];
  const home = homes[name];
  if (home === undefined && !name.startsWith('node:')) return [`${path}: ${name} has no home in test/tidy.test.ts`];
  if (home === undefined) return [];
  const rooms = [home].flat();
  return rooms.some((room) => path.startsWith(`${room}/`)) ? [] : [`${path}: ${name} belongs in ${rooms.join(' or ')}`];
}

function bans({ path, text }: Source): readonly string[] {
  const code = withoutStrings(withoutComments(text)).replace(/'[^'\n]*'/g, "''");
  const core = path.startsWith('src/core/') ? banned.filter(([word]) => word.test(code)) : [];
  const values = path.startsWith('src/config/') ? [] : [...withoutComments(text).matchAll(constant)];
  const settings = values.filter(
    ([found]) => !facts.some((fact) => fact === `${path}: ${/const (\w+)/.exec(found)?.[1] ?? ''}`),
  );
  return [
    ...core.map(([word, instead]) => `${path}: ${word.source} is banned in core, use ${instead}`),
    ...settings.map(([found]) => `${path}: a setting outside src/config: ${found}`),
  ];
}

function sizes({ path, text }: Source): readonly string[] {
  return text.split('\n').length - 1 > linesMax ? [`${path}: longer than ${linesMax} lines`] : [];
}

function oneOfEach(sources: readonly Source[]): readonly string[] {
  const places = (pattern: RegExp): readonly string[] =>
    sources.flatMap(({ path, text }) => [...withoutComments(text).matchAll(pattern)].map(() => path));
  const several = unique.flatMap(([what, pattern, home]) => {
    const found = places(pattern);
    return found.length > 1 || found.some((path) => path !== home) ? [`${what}: ${found.join(', ')}`] : [];
  });
  const placed = places(placing.pattern).filter(
    (path) => path.startsWith('src/core/') && path !== 'src/core/effects.ts',
  );
  const wrong = placed.length > placing.times || placed.some((path) => path !== placing.file);
  return wrong ? [...several, `orders are placed by the gateway alone: ${placed.join(', ')}`] : several;
}

const isTest = (path: string): boolean => path.endsWith('.test.ts') || path.startsWith('test/');

function filesIn(folder: string): readonly Source[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => ({ path: join(folder, path), text: readFileSync(join(folder, path), 'utf8') }));
}

const sourcesOf = (folder: string): readonly Source[] => filesIn(folder).filter(({ path }) => !isTest(path));
const testsOf = (folder: string): readonly Source[] => filesIn(folder).filter(({ path }) => isTest(path));

describe('tidy', () => {
  const sources = sourcesOf('src');

  it('finds the house in order', () => {
    expect(sources.length).toBeGreaterThan(50);
    expect(tidy(sources, [...testsOf('src'), ...testsOf('test')])).toEqual([]);
  });

  it('has each of the unique things', () => {
    const text = sources.map((source) => withoutComments(source.text)).join('\n');
    for (const [what, pattern] of unique) expect([what, text.match(pattern)?.length]).toEqual([what, 1]);
  });

  it('keeps half of the files within a hundred lines', () => {
    const lengths = sources.map(({ text }) => text.split('\n').length - 1).sort((a, b) => a - b);
    expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThanOrEqual(linesMedianMax);
  });

  it('sees what it should', () => {
    const seen = tidy(
      [
        {
          path: 'src/core/a.ts',
          text: "import { b } from '../venue/emulator/b.ts';\nimport { x } from 'node:fs';\nexport const t = Date.now();\n// Date in prose is fine\nconst s = 'await';\nconst waitMs = 500;\n",
        },
        {
          path: 'src/venue/emulator/b.ts',
          text: "import { k } from '../kraken/k.ts';\nimport { h } from 'yaml';\nexport const b = Date.now();\n",
        },
        { path: 'src/venue/kraken/k.ts', text: "import { u } from 'left-pad';\n" },
        { path: 'src/view/v.ts', text: "import { a } from '../core/a.ts';\nimport '../runtime/r.ts';\n" },
        { path: 'src/runtime/r.ts', text: "import '../view/v.ts';\n" },
        { path: 'src/lab/l.ts', text: "import '../venue/emulator/b.ts';\nimport '../venue/kraken/k.ts';\n" },
        {
          path: 'src/boot/main.ts',
          text: "await import('../core/a.ts');\nimport '../lab/l.ts';\nexport function step() {}\n",
        },
        {
          path: 'src/core/dead.ts',
          text: `${'\n'.repeat(251)}desk.effects.push({ type: 'order.place', ticket });\nconst next = { ...p, phase: 'protected' };\n`,
        },
      ],
      [],
    );
    expect(seen).toEqual([
      'src/core/a.ts: core may not import venue',
      'src/core/a.ts: core may not import node:fs',
      'src/core/a.ts: \\b(Date|Temporal)\\b is banned in core, use event.at',
      'src/core/a.ts: a setting outside src/config: const waitMs = 500',
      'src/venue/emulator/b.ts: venue/emulator may not know venue/kraken',
      'src/venue/emulator/b.ts: yaml belongs in src/config',
      'src/venue/kraken/k.ts: left-pad has no home in test/tidy.test.ts',
      'src/view/v.ts: view may not import runtime',
      'src/runtime/r.ts: runtime may not import view',
      'src/lab/l.ts: lab may not import venue',
      'src/core/dead.ts: longer than 250 lines',
      'src/core/dead.ts: never imported',
      'one engine: src/boot/main.ts',
      "one place that sets 'protected': src/core/dead.ts",
      'orders are placed by the gateway alone: src/core/dead.ts',
    ]);
  });
});
