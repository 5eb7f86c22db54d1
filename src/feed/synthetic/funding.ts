import type { Instrument } from '../../core/market/instrument.ts';
import type { InstrumentId, Ms } from '../../core/units.ts';
import { regimes } from './character.ts';
import { advanceCourse, createCourse } from './course.ts';
import { premiumOf } from './gauges.ts';
import { candleMillis } from './span.ts';
import { createStage } from './stage.ts';

const hourMillis = 3_600_000;

export type FundingOptions = Readonly<{ seed: number; instruments: readonly Instrument[]; startAt: Ms }>;

/**
 * The relative rate of every hour, as `facts` tells it, without drawing prices for it: a venue asks for all contracts, often.
 * Of another contract, and before the market begins, it is zero. Kept for good: two dozen numbers a day and contract.
 */
export function createFundingRates({
  seed,
  instruments,
  startAt,
}: FundingOptions): (id: InstrumentId, hour: Ms) => number {
  const { regimeLuck, luckOf } = createStage(seed);
  const course = createCourse();
  const premiums = instruments.map((instrument) => premiumOf(luckOf(instrument).fork('basis')));
  const rates = new Map<InstrumentId, number[]>(instruments.map(({ id }) => [id, [0]]));
  const firstHour = Math.floor(startAt / hourMillis);
  let closeAt: number = startAt;
  const advance = (): void => {
    closeAt += candleMillis;
    advanceCourse(course, regimeLuck);
    for (const premium of premiums) premium.advance(regimes[course.regime].lean, closeAt);
    if (closeAt % hourMillis !== 0) return;
    for (const [n, { id }] of instruments.entries()) rates.get(id)?.push(premiums[n]?.read().fundingRate ?? 0);
  };
  return (id, hour) => {
    const own = rates.get(id);
    const n = Math.floor(hour / hourMillis) - firstHour;
    if (own === undefined || n < 0) return 0;
    while (own.length <= n) advance();
    return own[n] ?? 0;
  };
}
