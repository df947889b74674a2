const kDayMs = 24 * 3_600_000;

/** How far the clocks of a zone are ahead of UTC at a moment, ms. */
function offsetAt(moment: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
  }).formatToParts(moment);
  const part = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.find((one) => one.type === type)?.value);
  const shown = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return shown - Math.floor(moment / 1000) * 1000;
}

/** The day that the calendars of `timeZone` show at a moment (ms): `2026-03-29`. */
export function dayIn(moment: number, timeZone: string): string {
  return new Date(moment + offsetAt(moment, timeZone)).toISOString().slice(0, 10);
}

/**
 * The moment at which the clocks of `timeZone` show `local` ("2026-03-29T08:30",
 * as an input of the page gives it). When clocks go back and show it twice, the
 * first time; when they skip it, as long after the jump.
 */
export function momentIn(local: string, timeZone: string): Date {
  const shown = Date.parse(`${local}Z`);
  const before = shown - offsetAt(shown - kDayMs, timeZone);
  const after = shown - offsetAt(shown + kDayMs, timeZone);
  const shows = (moment: number): boolean => moment + offsetAt(moment, timeZone) === shown;
  const found = [before, after].filter(shows).sort((a, b) => a - b)[0];
  return new Date(found ?? before);
}
