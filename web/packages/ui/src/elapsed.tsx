import { useNow } from './clock';
import classes from './elapsed.module.css';

/** `00:42`, `12:05`, from one hour on `1:02:05`. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number): string => String(value).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${two(minutes)}:${two(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

/** A mean duration, or a dash while there is none. */
export function formatAverage(ms: number | null | undefined): string {
  return ms === null || ms === undefined ? '–' : formatDuration(ms);
}

interface ElapsedProps {
  /** Server time, ms since 1970. */
  since: number;
  /** From this age on the timer turns amber. */
  amberAfterMs?: number | undefined;
  /** From this age on it turns red. */
  redAfterMs?: number | undefined;
  className?: string | undefined;
}

export function Elapsed({ since, amberAfterMs, redAfterMs, className }: ElapsedProps) {
  const age = useNow() - since;
  const level = redAfterMs !== undefined && age >= redAfterMs ? 'red' : amberAfterMs !== undefined && age >= amberAfterMs ? 'amber' : 'calm';
  return (
    <span className={[classes.timer, className].filter(Boolean).join(' ')} data-level={level}>
      {formatDuration(age)}
    </span>
  );
}

export function Countdown({ until, amberUnderMs, className }: { until: number; amberUnderMs?: number; className?: string }) {
  const left = until - useNow();
  const level = amberUnderMs !== undefined && left < amberUnderMs ? 'amber' : 'calm';
  return (
    <span className={[classes.timer, className].filter(Boolean).join(' ')} data-level={level}>
      {formatDuration(left + 999)}
    </span>
  );
}
