import type { QueuePeriod } from '@peal/api-client';
import type { Tone } from '@peal/ui';

type Counted = Pick<QueuePeriod, 'answered' | 'abandoned' | 'answeredInTime'>;

/** Of several queues together: in time / (answered + abandoned); null when nothing counts. */
export function serviceLevelOf(periods: Counted[]): number | null {
  let inTime = 0;
  let all = 0;
  for (const period of periods) {
    inTime += period.answeredInTime;
    all += period.answered + period.abandoned;
  }
  return all === 0 ? null : inTime / all;
}

// 80 % within the time is the trade's usual aim; under 60 % callers complain.
const kGood = 0.8;
const kPoor = 0.6;

export function serviceTone(level: number | null): Tone | undefined {
  if (level === null) return undefined;
  if (level >= kGood) return 'ready';
  return level >= kPoor ? 'offer' : 'trouble';
}

export function percent(part: number | null): string {
  return part === null ? '–' : `${Math.round(part * 100)}%`;
}
