import { LineCounter, isMap, isNode, isScalar, parseDocument, visit } from 'yaml';
import { nearest } from './nearest.ts';
import { keys, liveKeys, sections } from './schema.ts';
import type { Document, Pair, YAMLMap } from 'yaml';

/** One key that the text sets, with the line it stands on; `value` is as written, nothing is checked yet. */
export type Entry = Readonly<{ path: string; value: unknown; line: number }>;
/** What is wrong with the text itself, or with the name of a key. */
type Trouble = Readonly<{ line: number; sentence: string }>;

export type Reading = Readonly<{ entries: readonly Entry[]; troubles: readonly Trouble[] }>;

type Walk = Readonly<{ document: Document; lines: LineCounter; entries: Entry[]; troubles: Trouble[] }>;

/** Takes a YAML text apart into known keys, live and retired, and troubles. */
export function readYaml(text: string): Reading {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const faults = [...document.errors, ...document.warnings].map((fault) => asTrouble(fault, lines));
  const troubles = faults.length > 0 ? faults : aliases(document, lines);
  if (troubles.length > 0) return { entries: [], troubles };
  const walk: Walk = { document, lines, entries: [], troubles: [] };
  const root: unknown = document.contents;
  if (isMap(root)) walkMap(root, '', walk);
  else if (!isEmpty(root)) walk.troubles.push({ line: 1, sentence: 'The file must be a mapping of sections to keys.' });
  return walk;
}

function asTrouble(fault: Readonly<{ message: string; pos: readonly [number, number] }>, lines: LineCounter): Trouble {
  const said = fault.message.split('\n', 1).join('');
  return { line: lines.linePos(fault.pos[0]).line, sentence: `This is not YAML: ${said}.` };
}

/** An alias can lead nowhere, or in a circle; a file this small does without. */
function aliases(document: Document, lines: LineCounter): readonly Trouble[] {
  const troubles: Trouble[] = [];
  visit(document, {
    Alias: (_, alias) => {
      troubles.push({ line: lineOf(alias, lines), sentence: 'An alias is not understood here; write the value out.' });
    },
  });
  return troubles;
}

function walkMap(map: YAMLMap, prefix: string, walk: Walk): void {
  for (const pair of map.items) walkPair(pair, prefix, walk);
}

function walkPair(pair: Pair, prefix: string, walk: Walk): void {
  const name = isScalar(pair.key) ? String(pair.key.value) : '?';
  const path = prefix === '' ? name : `${prefix}.${name}`;
  const line = lineOf(pair.key, walk.lines);
  if (name.includes('.')) walk.troubles.push({ line, sentence: `${path} must be nested: a section per dot.` });
  else if (keys.has(path)) walk.entries.push({ path, value: plainOf(pair.value, walk.document), line });
  else if (sections.has(path)) walkSection(pair.value, { path, line }, walk);
  else walk.troubles.push({ line, sentence: unknownKey(path) });
}

function walkSection(value: unknown, { path, line }: Readonly<{ path: string; line: number }>, walk: Walk): void {
  if (isMap(value)) walkMap(value, path, walk);
  else if (!isEmpty(value)) walk.troubles.push({ line, sentence: `${path} is a section and must hold keys.` });
}

function unknownKey(path: string): string {
  const known = nearest(path, [...liveKeys.keys(), ...sections]);
  return `${path} is not a key of Keel; the nearest is ${known ?? 'none'}.`;
}

function plainOf(value: unknown, document: Document): unknown {
  return isNode(value) ? value.toJS(document) : value;
}

function lineOf(node: unknown, lines: LineCounter): number {
  return isNode(node) && node.range ? lines.linePos(node.range[0]).line : 1;
}

/** A section, or a file, in which everything is commented out. */
function isEmpty(node: unknown): boolean {
  return node === null || node === undefined || (isScalar(node) && node.value === null);
}
