import { err, ok } from '../../core/result.ts';
import type { Result } from '../../core/result.ts';
import type { Analysis, Asked } from './analysis.ts';
import { engineParams } from './engine-params.ts';
import { eventLines, eventTable } from './events.ts';
import { foreignAnalysis } from './foreign.ts';
import { indicatorAnalysis } from './indicator.ts';
import { summary } from './summary.ts';

/** What was asked for, decided and checked before the candles are opened; one sentence for what cannot be. */
export function readRequest(asked: Asked): Result<Analysis, string> {
  const wrong = contradiction(asked);
  if (wrong !== undefined) return err(wrong);
  const { compat, primitive, param = [], indicator, period } = asked;
  if (compat !== undefined) return foreignAnalysis(compat, primitive, param);
  if (indicator !== undefined) return indicatorAnalysis(indicator, period);
  const params = engineParams(asked.paramsJson, asked.params ?? '');
  if (!params.ok) return params;
  if (asked.events !== undefined) return eventTable(asked.events, params.value);
  return ok(asked.json === true ? eventLines(params.value) : summary(asked.file, params.value));
}

/** Flags that do not go together, each with the one that it belongs to. */
function contradiction({
  json,
  csv,
  compat,
  primitive,
  param,
  events,
  params,
  indicator,
  period,
}: Asked): string | undefined {
  const forms = [
    ...(compat === undefined ? [] : ['--compat']),
    ...(events === undefined ? [] : ['--events']),
    ...(indicator === undefined ? [] : ['--indicator']),
  ];
  const [form, other] = forms;
  if (other !== undefined) return `${forms.join(' and ')} ask for different things; take one of them.`;
  if (json === true && form !== undefined) return `${form} prints a table: --csv, and not --json.`;
  if (csv === true && form === undefined)
    return '--csv prints a table of --compat, --events or --indicator; name one of them.';
  const needs = (flag: string, needed: string): string => `${flag} means nothing without ${needed}.`;
  if (compat === undefined && primitive !== undefined) return needs('--primitive', '--compat');
  if (compat === undefined && param !== undefined && param.length > 0) return needs('--param', '--compat');
  if (indicator === undefined && period !== undefined) return needs('--period', '--indicator');
  if (params !== undefined && (compat ?? indicator) !== undefined) {
    return '--params are those of our own analysis: it goes with --events, --json, or neither.';
  }
  return undefined;
}
