import { describe, expect, test } from 'vitest';
import { firstDayOf, monthAfter, readMoment, weeksOf } from './month';

describe('a moment that is typed', () => {
  test.each([
    ['2026-03-29 08:30', '2026-03-29T08:30'],
    ['2026-3-9 8:05', '2026-03-09T08:05'],
    ['2026/03/29', '2026-03-29T00:00'],
    ['2026年3月29日 18：00', '2026-03-29T18:00'],
    ['2026-03-29T08:30', '2026-03-29T08:30'],
    ['2028-02-29', '2028-02-29T00:00'],
  ])('%s', (text, moment) => expect(readMoment(text, '00:00')).toBe(moment));

  test.each(['', '29.3.2026', '2026-02-29', '2026-13-01', '2026-03-29 24:00', '2026-03-29 08:60', 'tomorrow'])('%s is none', (text) =>
    expect(readMoment(text, '00:00')).toBeUndefined());

  test('a day alone has the time of day that is asked for', () => expect(readMoment('2026-03-29', '23:59')).toBe('2026-03-29T23:59'));
});

describe('a month', () => {
  test('has six whole weeks, from the day that weeks begin with', () => {
    const monday = weeksOf({ year: 2026, month: 3 }, firstDayOf('zh-CN'));
    expect(monday).toHaveLength(6);
    expect(monday[0]).toEqual(['2026-02-23', '2026-02-24', '2026-02-25', '2026-02-26', '2026-02-27', '2026-02-28', '2026-03-01']);
    expect(weeksOf({ year: 2026, month: 3 }, firstDayOf('en-US'))[0]?.[0]).toBe('2026-03-01');
  });

  test('comes after another, also over the year', () => {
    expect(monthAfter({ year: 2026, month: 12 }, 1)).toEqual({ year: 2027, month: 1 });
    expect(monthAfter({ year: 2026, month: 1 }, -1)).toEqual({ year: 2025, month: 12 });
  });
});
