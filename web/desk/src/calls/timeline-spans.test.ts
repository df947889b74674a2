import { describe, expect, test } from 'vitest';
import { detail, summary } from '../../../tests/fixtures/past';
import { axisTicks, timelineOf } from './timeline-spans';

describe('the timeline of a call', () => {
  const line = timelineOf(detail(), Date.now());
  const of = (kind: string) => line.spans.filter((span) => span.kind === kind).map(({ from, to }) => [from / 1000, to / 1000]);

  test('goes from the ring to the end of the wrap-up', () => {
    expect(of('ring')).toEqual([[0, 0.4]]);
    expect(of('flow')).toEqual([[0.4, 13]]);
    expect(of('queue')).toEqual([[13, 65]]);
    expect(of('offer')).toEqual([[31, 51], [59, 65]]);
    expect(of('talk')).toEqual([[65, 232]]);
    expect(of('hold')).toEqual([[140, 162]]);
    expect(of('wrapUp')).toEqual([[232, 250]]);
    expect(line.length).toBe(250_000);
  });

  test('what still goes on reaches to now', () => {
    const arrivedAt = new Date(Date.now() - 30_000).toISOString();
    const waiting = { ...detail(), contact: summary(0, { arrivedAt, answeredAt: arrivedAt, endedAt: null, end: null }), offers: [], handlings: [], steps: [], recordings: [],
      visits: [{ id: '', queue: '', startedAt: arrivedAt, endedAt: null, end: null, waitedMs: 0 }] };
    const now = Date.now();
    expect(timelineOf(waiting, now).spans.find((span) => span.kind === 'queue')?.to).toBe(now - Date.parse(arrivedAt));
  });

  test('a caller who left at once still has an axis', () => {
    const arrivedAt = new Date().toISOString();
    const gone = { ...detail(), contact: summary(0, { arrivedAt, answeredAt: null, endedAt: arrivedAt, end: 'abandoned' }), visits: [], offers: [], handlings: [], steps: [], recordings: [] };
    expect(timelineOf(gone, Date.now()).length).toBe(1000);
  });

  test('the axis has few marks on round numbers', () => {
    expect(axisTicks(250_000)).toEqual([0, 30, 60, 90, 120, 150, 180, 210, 240].map((s) => s * 1000));
    expect(axisTicks(1000)).toEqual([0, 1000]);
    expect(axisTicks(3_600_000 * 5).length).toBeLessThanOrEqual(11);
  });
});
