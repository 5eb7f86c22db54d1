import { advance, newAnalysis } from './analysis.ts';
import type { Analysis } from './analysis.ts';
import type { Detector } from './detector.ts';
import type { SmcEvent } from './events.ts';
import { warmUpOf } from './params.ts';
import type { AnalysisParams } from './params.ts';

/** One kind of event by itself. What it rests on is read along, for no kind but pivots and gaps stands alone. */
export function detectorOf(type: SmcEvent['type']): Detector<AnalysisParams, Analysis, SmcEvent> {
  return {
    warmUp: (params) => warmUpOf(type, params),
    begin: newAnalysis,
    advance: (analysis, candle, tell) => {
      advance(analysis, candle, (event) => {
        if (event.type === type) tell(event);
      });
    },
  };
}
