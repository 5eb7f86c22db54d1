/** One look for all parts of the picture: light paper, few colours, one family of letters that every machine has a form of. */
export const paper = {
  ground: '#ffffff',
  frame: '#d9dde3',
  grid: '#eef0f3',
  ink: '#1f2733',
  soft: '#66707f',
  faint: '#9aa3af',
  up: '#1a9e77',
  down: '#d6455d',
  bull: '#2b7bbb',
  bear: '#c2701c',
  ote: '#7a5bb0',
  entry: '#1f2733',
  ema: '#e09f1f',
} as const;

const fonts = "'IBM Plex Sans', 'Inter', 'Helvetica Neue', Arial, 'DejaVu Sans', 'Liberation Sans', sans-serif";

export type Box = Readonly<{ x: number; y: number; width: number; height: number }>;
type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element of the picture. Numbers are rounded to a hundredth, so the same facts give the same text. */
export function element(name: string, attributes: Attributes, inside?: string): string {
  const pairs = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? round(value) : escaped(value ?? '')}"`);
  return inside === undefined ? `<${name}${pairs.join('')}/>` : `<${name}${pairs.join('')}>${inside}</${name}>`;
}

export type Written = Readonly<{
  x: number;
  y: number;
  size?: number;
  fill?: string;
  anchor?: 'start' | 'middle' | 'end';
  weight?: number;
  className?: string;
}>;

export function text(words: string, { x, y, size = 11, fill = paper.ink, anchor, weight, className }: Written): string {
  const where = { x, y, 'font-size': size, fill };
  const how = { 'text-anchor': anchor === 'start' ? undefined : anchor, 'font-weight': weight, class: className };
  return element('text', { ...where, ...how }, escaped(words));
}

export function line([x1, y1]: Point, [x2, y2]: Point, attributes: Attributes): string {
  return element('line', { x1, y1, x2, y2, ...attributes });
}

export type Point = readonly [x: number, y: number];

export function path(points: readonly Point[], attributes: Attributes): string {
  const d = points.map(([x, y], n) => `${n === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join('');
  return element('path', { d, fill: 'none', ...attributes });
}

export function rect({ x, y, width, height }: Box, attributes: Attributes): string {
  return element('rect', { x, y, width: Math.max(width, 0), height: Math.max(height, 0), ...attributes });
}

/** The whole picture: it needs no script, no font and no other file. */
export function document(
  size: Readonly<{ width: number; height: number }>,
  title: string,
  parts: readonly string[],
): string {
  const { width, height } = size;
  const head = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="${fonts}">`;
  const ground = rect({ x: 0, y: 0, width, height }, { fill: paper.ground });
  return [head, `<title>${escaped(title)}</title>`, ground, ...parts.filter((part) => part !== ''), '</svg>', ''].join(
    '\n',
  );
}

/** About as wide as words of a size come out; a little more rather than less. */
export function widthOf(words: string, size: number): number {
  let ems = 0;
  for (const letter of words) {
    if (/[iljtf.,:;|'!()[\] ]/.test(letter)) ems += 0.36;
    else ems += /[mwMW@%]/.test(letter) ? 0.95 : /[A-Z_]/.test(letter) ? 0.74 : 0.62;
  }
  return ems * size;
}

/** Words that fit a width, with dots where something is missing. */
export function fitted(words: string, size: number, width: number): string {
  if (widthOf(words, size) <= width) return words;
  let kept = words;
  while (kept.length > 1 && widthOf(`${kept}…`, size) > width) kept = kept.slice(0, -1);
  return `${kept.trimEnd()}…`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function escaped(words: string): string {
  return words.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
