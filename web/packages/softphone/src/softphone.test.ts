import { describe, expect, test } from 'vitest';
import { levelOf } from './level-meter';
import { qualityBetween } from './quality';
import { socketAddress } from './socket-address';

describe('socket address', () => {
  test('a path is on the page itself, with its safety', () => {
    expect(socketAddress('/sip', { protocol: 'https:', host: 'peal.example:8443' })).toBe('wss://peal.example:8443/sip');
    expect(socketAddress('sip?token=a', { protocol: 'http:', host: '127.0.0.1:8080' })).toBe('ws://127.0.0.1:8080/sip?token=a');
  });
  test('a full address passes', () => {
    expect(socketAddress('wss://other/sip')).toBe('wss://other/sip');
  });
});

describe('level meter', () => {
  test('silence is nothing, full scale is all, speech lies between', () => {
    expect(levelOf([0, 0, 0])).toBe(0);
    expect(levelOf([1, -1, 1, -1])).toBe(1);
    const speech = levelOf(Array.from({ length: 1024 }, (_, i) => 0.05 * Math.sin(i / 8)));
    expect(speech).toBeGreaterThan(0.4);
    expect(speech).toBeLessThan(0.7);
    expect(levelOf([0.0001])).toBe(0);
  });
});

describe('quality', () => {
  test('loss is of the time between two readings, not since the beginning', () => {
    const first = { packetsLost: 50, packetsReceived: 50, jitter: 0.002 };
    const second = { packetsLost: 51, packetsReceived: 149, jitter: 0.004 };
    expect(qualityBetween(null, first, 10).loss).toBe(0.5);
    expect(qualityBetween(first, second, 10)).toEqual({ loss: 0.01, jitterMs: 4, roundTripMs: 10 });
  });
  test('a leg without packets has lost none', () => {
    expect(qualityBetween(null, { packetsLost: 0, packetsReceived: 0, jitter: 0 }, 0).loss).toBe(0);
  });
});
