import { err } from '../../core/result.ts';
import type { Result } from '../../core/result.ts';
import type { Analysis, Asked } from './analysis.ts';
import { foreignAnalysis } from './foreign.ts';

/** What was asked for, decided and checked before any file is opened; one sentence for what cannot be. */
export function readRequest(asked: Asked): Result<Analysis, string> {
  const { compat, primitive, param = [] } = asked;
  if (compat === undefined) return err('--compat is missing.');
  return foreignAnalysis(compat, primitive, param);
}
