import type { InstrumentJson, UniverseJson } from '../../view/universe.ts';
import { table } from '../cli/print.ts';

const head: readonly string[] = 'instrument,tier,market,data,trust,15m,1h,4h,1d,what is wrong'.split(',');

/** Who is traded and how old their candles are, and why the others are not. */
export function universeWords(document: UniverseJson): string {
  const { universe, listed, tiers, discoveredAt, rejected, dataQuality, tradePaused } = document;
  const { HEALTHY, DEGRADED, SUSPENDED } = dataQuality;
  const found = discoveredAt === null ? 'as given' : `discovered at ${discoveredAt}`;
  const traded = document.instruments.filter(({ rejection }) => rejection === null);
  return [
    `${universe} of ${listed} instruments, ${found}: ${tiers.A} of tier A, ${tiers.B} of B, ${tiers.C} of C.`,
    `Data: ${HEALTHY} healthy, ${DEGRADED} degraded, ${SUSPENDED} suspended${tradePaused ? '; entries are paused' : ''}.`,
    ...(traded.length === 0 ? [] : ['', table(head, traded.map(row))]),
    ...(rejected.length === 0 ? [] : ['', 'Left out:', ...rejected.map(({ reason, count }) => `  ${count} ${reason}`)]),
  ].join('\n');
}

/** Ages in minutes since the newest closed candle opened. */
function row({
  instrument,
  tier,
  status,
  health,
  trust,
  candleAgeMinutes: age,
  unfit,
  missing,
}: InstrumentJson): string[] {
  const minutes = (timeframe: '15m' | '1h' | '4h' | '1d'): string => String(age[timeframe] ?? '-');
  const lost = Object.entries(missing).map(([timeframe, cause]) => `no ${timeframe}: ${cause}`);
  const wrong = [...(unfit === null ? [] : [unfit]), ...lost].join('; ');
  const ages = (['15m', '1h', '4h', '1d'] as const).map(minutes);
  return [instrument, tier, status, health, trust.toFixed(2), ...ages, wrong === '' ? '-' : wrong];
}
