import { describe, expect, test } from 'vitest';
import type { QueueView } from '@peal/api-client';
import { agentView } from '../../../tests/fixtures/live';
import { ago, id, kMinute, kSecond } from '../../../tests/fixtures/ids';
import { networkOf } from './network';
import { presenceOf, worstFirst } from './presence';
import { worstQueue } from './waiting-now';

describe('presence', () => {
  test('what the system knows comes before what the agent chose', () => {
    expect(presenceOf(agentView(0, { status: 'not_ready', state: 'wrap_up' })).word).toBe('wrapUp');
    expect(presenceOf(agentView(0, { state: 'offered' })).tone).toBe('offer');
  });
  test('ready without a phone is trouble', () => {
    expect(presenceOf(agentView(0, { deviceUp: false })).word).toBe('phoneDown');
    expect(presenceOf(agentView(0)).word).toBe('ready');
  });
  test('a phone that was lost is lost no more once it is back', () => {
    const lost = { status: 'not_ready', statusCause: 'device_lost' } as const;
    expect(presenceOf(agentView(0, { ...lost, deviceUp: false })).word).toBe('deviceLost');
    expect(presenceOf(agentView(0, lost)).word).toBe('deviceBack');
  });
  test('a missed call says so, a break says its reason', () => {
    expect(presenceOf(agentView(0, { status: 'not_ready', statusCause: 'no_answer' })).word).toBe('notResponding');
    const lunch = presenceOf(agentView(0, { status: 'not_ready', reason: id(202) }));
    expect([lunch.word, lunch.reason]).toEqual(['notReady', id(202)]);
  });
  test('ready counts from the end of the last call', () => {
    const ended = ago(30 * kSecond);
    expect(presenceOf(agentView(0, { statusSince: ago(40 * kMinute), stateSince: ended })).since).toBe(Date.parse(ended));
  });
  test('worst first, and of equals the longest', () => {
    const agents = [
      agentView(0, { name: 'ready' }),
      agentView(1, { name: 'held', state: 'held', stateSince: ago(kMinute) }),
      agentView(2, { name: 'held longer', state: 'held', stateSince: ago(3 * kMinute) }),
      agentView(3, { name: 'missed', status: 'not_ready', statusCause: 'no_answer' }),
    ];
    expect(agents.sort(worstFirst).map((agent) => agent.name)).toEqual(['missed', 'held longer', 'held', 'ready']);
  });
});

test('the network is as good as its worst figure', () => {
  const calm = { loss: 0, jitterMs: 2, roundTripMs: 20 };
  expect(networkOf('open', null)).toBe('good');
  expect(networkOf('open', calm)).toBe('good');
  expect(networkOf('open', { ...calm, loss: 0.03 })).toBe('fair');
  expect(networkOf('open', { ...calm, roundTripMs: 500 })).toBe('poor');
  expect(networkOf('waiting', calm)).toBe('none');
});

test('the queue to worry about is where somebody has waited longest', () => {
  const queue = (key: string, waiting: number, since: string | null): QueueView => ({
    id: id(key.length), key, name: {}, waiting, longestSince: since, signedIn: 1, ready: 0, busy: 1, away: 0,
  });
  expect(worstQueue([queue('a', 0, null)])).toBeUndefined();
  expect(worstQueue([queue('many', 9, ago(kSecond)), queue('long', 1, ago(kMinute))])?.key).toBe('long');
});
