// A day, and perhaps a time: with hyphens, slashes or dots, or with the Chinese
// signs for year, month and day and the wide colon that goes with them.
const kWritten = /^(\d{4})[-/.\u5e74](\d{1,2})[-/.\u6708](\d{1,2})\u65e5?(?:[T ]+(\d{1,2})[:\uff1a](\d{2}))?$/;

const two = (value: number): string => String(value).padStart(2, '0');

/** What somebody typed, `2026-3-29 8:30` or the day alone, as `2026-03-29T08:30` of the wall clock; undefined when it is no such time. */
export function readMoment(text: string, timeOfDay: string): string | undefined {
  const found = kWritten.exec(text.trim());
  if (!found) return undefined;
  const [year, month, day] = found.slice(1, 4).map(Number) as [number, number, number];
  const time = found[4] ? `${two(Number(found[4]))}:${found[5] ?? '00'}` : timeOfDay;
  const date = new Date(Date.UTC(year, month - 1, day));
  const exists = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  if (!exists || time > '23:59' || time.slice(3) > '59') return undefined;
  return `${found[1] ?? ''}-${two(month)}-${two(day)}T${time}`;
}

export interface Month {
  year: number;
  /** 1 to 12. */
  month: number;
}

export function monthOf(day: string): Month {
  return { year: Number(day.slice(0, 4)), month: Number(day.slice(5, 7)) };
}

export function monthAfter({ year, month }: Month, step: number): Month {
  const date = new Date(Date.UTC(year, month - 1 + step, 1));
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1 };
}

/** Six weeks of days (`2026-03-29`) around a month; `firstDay`: 1 is Monday, 7 Sunday. */
export function weeksOf({ year, month }: Month, firstDay: number): string[][] {
  const first = new Date(Date.UTC(year, month - 1, 1));
  const before = (first.getUTCDay() - firstDay + 7) % 7;
  const day = (i: number): string => new Date(Date.UTC(year, month - 1, 1 - before + i)).toISOString().slice(0, 10);
  return Array.from({ length: 6 }, (_, week) => Array.from({ length: 7 }, (_, i) => day(week * 7 + i)));
}

/** Where weeks begin: on Sunday in American English, on Monday in Chinese. */
export function firstDayOf(language: string): number {
  return language === 'en-US' ? 7 : 1;
}
