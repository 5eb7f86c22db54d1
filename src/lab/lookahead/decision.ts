import type { Market } from '../../core/market/market.ts';
import { freshZone } from '../../core/signal/decision-reading.ts';
import type { Judgement } from '../../core/signal/judge.ts';

/** A verdict and every number that it was made from, exactly: two decisions are the same where these texts are. */
export function decisionOf({ reading }: Market, verdict: Judgement): string {
  const { daily, hourly, decision } = reading;
  const { lastBreak, leg, atr } = decision;
  const zones = ([1, -1] as const).map((dir) => {
    const zone = freshZone(decision, dir, Infinity);
    return zone === undefined ? '-' : `${zone.kind} ${zone.bottom} ${zone.top} ${zone.createdIdx}`;
  });
  return [
    verdict.fired ? signalText(verdict.signal) : verdict.code,
    `ema ${daily.ema} of ${daily.close}`,
    `adx ${hourly.adx}`,
    `atr ${atr}`,
    lastBreak === null ? 'no break' : `${lastBreak.kind} ${lastBreak.dir} ${lastBreak.level} ${lastBreak.openAt}`,
    leg === null ? 'no leg' : `leg ${leg.a} ${leg.b}`,
    ...zones,
  ].join('; ');
}

function signalText({
  side,
  entry,
  stop,
  objective,
  setup,
  score,
}: Extract<Judgement, { fired: true }>['signal']): string {
  return `${side} ${setup} ${entry} ${stop} ${objective} ${score.total}`;
}
