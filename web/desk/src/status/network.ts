import type { LinkState } from '@peal/api-client';
import type { LegQuality } from '@peal/softphone';

export type Network = 'good' | 'fair' | 'poor' | 'none';

// Where speech begins to suffer, after the E-model of ITU-T G.107 for G.711
// with loss concealment: 2 % is heard, 5 % hurts; beyond 400 ms of round trip
// people talk over each other.
const kFairLoss = 0.02;
const kPoorLoss = 0.05;
const kFairRoundTripMs = 250;
const kPoorRoundTripMs = 400;
const kFairJitterMs = 30;
const kPoorJitterMs = 60;

export function networkOf(link: LinkState, quality: LegQuality | null): Network {
  if (link === 'waiting' || link === 'signed-out') return 'none';
  if (!quality) return 'good';
  if (quality.loss >= kPoorLoss || quality.roundTripMs >= kPoorRoundTripMs || quality.jitterMs >= kPoorJitterMs) return 'poor';
  if (quality.loss >= kFairLoss || quality.roundTripMs >= kFairRoundTripMs || quality.jitterMs >= kFairJitterMs) return 'fair';
  return 'good';
}
