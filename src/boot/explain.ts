import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Config } from '../config/config.ts';
import { err, ok } from '../core/result.ts';
import type { Result } from '../core/result.ts';
import type { ExplainOptions } from '../surface/cli/starts.ts';
import { png } from '../surface/picture/png.ts';
import { chartOf } from '../view/chart/chart-of.ts';
import { picture } from '../view/chart/picture.ts';
import type { Explanation } from '../view/explain.ts';
import { explainFiles } from './explain-files.ts';
import { drawAt, explainAt } from './explain-journal.ts';
import type { Drawn } from './explain-journal.ts';
import type { Place } from './place.ts';

/** @param config What candles on disk are judged by; absent where a journal says itself. */
export function explainAndDraw(
  place: Place,
  config: Config | undefined,
  options: ExplainOptions,
): Result<Explanation, string> {
  const { svg } = options;
  if (config === undefined && svg === undefined) return explainAt(place, options);
  const drawn = look(place, config, options);
  if (!drawn.ok) return drawn;
  const trouble = svg === undefined ? undefined : write(resolve(place.cwd, svg), svgOf(drawn.value));
  return trouble === undefined ? ok(drawn.value.explanation) : err(trouble);
}

/** The same as pixels, and as a drawing too where that is wanted. */
export async function explainAsPng(
  place: Place,
  config: Config | undefined,
  { png: file, svg, ...options }: ExplainOptions & Readonly<{ png: string }>,
): Promise<Result<Explanation, string>> {
  const drawn = look(place, config, options);
  if (!drawn.ok) return drawn;
  const drawing = svgOf(drawn.value);
  const trouble =
    write(resolve(place.cwd, file), await png(drawing)) ??
    (svg === undefined ? undefined : write(resolve(place.cwd, svg), drawing));
  return trouble === undefined ? ok(drawn.value.explanation) : err(trouble);
}

function look(place: Place, config: Config | undefined, options: ExplainOptions): Result<Drawn, string> {
  return config === undefined ? drawAt(place, options) : explainFiles(place, config, options);
}

function svgOf({ explanation, followed, settings }: Drawn): string {
  return picture(chartOf(explanation, followed, settings));
}

function write(path: string, content: string | Uint8Array): string | undefined {
  try {
    writeFileSync(path, content);
    return undefined;
  } catch (cause) {
    return `The picture could not be written to ${path}: ${cause instanceof Error ? cause.message : String(cause)}.`;
  }
}
