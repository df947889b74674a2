import { describe, expect, test } from 'vitest';
import { timesIn } from './use-times';
import { momentIn } from './zone';

const kBerlin = 'Europe/Berlin';
const at = (local: string, zone: string): string => momentIn(local, zone).toISOString();

describe("times in the tenant's zone", () => {
  test('jump with the clocks in spring', () => {
    // 2026-03-29 in Berlin: 01:59:59 is followed by 03:00:00.
    const times = timesIn('en-US', kBerlin);
    expect(times.clock('2026-03-29T00:59:59.000Z')).toBe('01:59:59');
    expect(times.clock('2026-03-29T01:00:00.000Z')).toBe('03:00:00');
    expect(times.full('2026-03-29T01:00:00.000Z')).toContain('03/29');
  });

  test('show an hour twice in autumn', () => {
    const times = timesIn('zh-CN', kBerlin);
    expect(times.clock('2026-10-25T00:30:00.000Z')).toBe('02:30:00');
    expect(times.clock('2026-10-25T01:30:00.000Z')).toBe('02:30:00');
    expect(times.clock('2026-10-25T02:30:00.000Z')).toBe('03:30:00');
  });

  test('carry the day and the year of the zone, not of the browser', () => {
    const times = timesIn('zh-CN', 'Asia/Shanghai');
    expect(times.date('2026-12-31T16:30:00.000Z')).toBe('2027年1月1日');
    expect(timesIn('en-US', 'America/New_York').date('2027-01-01T03:00:00.000Z')).toBe('Dec 31, 2026');
  });

  test('name the year only when it is another one in the zone', () => {
    const newYear = Date.parse('2026-12-31T16:30:00.000Z');
    const times = timesIn('zh-CN', 'Asia/Shanghai', () => newYear);
    expect(times.full('2026-12-31T16:20:00.000Z')).not.toContain('2027');
    expect(times.full('2026-12-31T15:20:00.000Z')).toContain('2026');
  });
});

describe('a time typed into a filter', () => {
  test("is of the tenant's zone", () => {
    expect(at('2026-11-22T08:30', 'Asia/Shanghai')).toBe('2026-11-22T00:30:00.000Z');
    expect(at('2026-07-01T08:30', 'America/New_York')).toBe('2026-07-01T12:30:00.000Z');
    expect(at('2026-01-01T08:30', 'America/New_York')).toBe('2026-01-01T13:30:00.000Z');
    expect(at('2026-01-01T08:30', 'Asia/Kathmandu')).toBe('2026-01-01T02:45:00.000Z');
  });

  test('follows the clocks over a change', () => {
    expect(at('2026-03-29T01:59', kBerlin)).toBe('2026-03-29T00:59:00.000Z');
    expect(at('2026-03-29T03:00', kBerlin)).toBe('2026-03-29T01:00:00.000Z');
    expect(at('2026-10-25T01:59', kBerlin)).toBe('2026-10-24T23:59:00.000Z');
    expect(at('2026-10-25T03:00', kBerlin)).toBe('2026-10-25T02:00:00.000Z');
  });

  test('is the first of two, and as long after the jump when it is skipped', () => {
    expect(at('2026-10-25T02:30', kBerlin)).toBe('2026-10-25T00:30:00.000Z');
    expect(at('2026-03-29T02:30', kBerlin)).toBe('2026-03-29T01:30:00.000Z');
    expect(at('2026-11-01T01:30', 'America/New_York')).toBe('2026-11-01T05:30:00.000Z');
  });
});
