import type { LegQuality } from './softphone';

const kEveryMs = 2000;

interface Inbound {
  packetsLost: number;
  packetsReceived: number;
  jitter: number;
}

/** Reads the leg's figures every two seconds until the returned function is called. */
export function watchQuality(connection: RTCPeerConnection, report: (quality: LegQuality) => void): () => void {
  let before: Inbound | null = null;
  const timer = setInterval(() => {
    void connection.getStats().then((stats) => {
      let inbound: Inbound | null = null;
      let roundTripMs = 0;
      stats.forEach((entry: Record<string, unknown>) => {
        if (entry['type'] === 'inbound-rtp' && entry['kind'] === 'audio') {
          inbound = {
            packetsLost: number(entry['packetsLost']),
            packetsReceived: number(entry['packetsReceived']),
            jitter: number(entry['jitter']),
          };
        }
        if (entry['type'] === 'candidate-pair' && entry['nominated'] === true) {
          roundTripMs = number(entry['currentRoundTripTime']) * 1000;
        }
      });
      if (!inbound) return;
      report(qualityBetween(before, inbound, roundTripMs));
      before = inbound;
    }, () => undefined);
  }, kEveryMs);
  return () => clearInterval(timer);
}

/** Loss of the packets between two readings; the first reading counts from zero. */
export function qualityBetween(before: Inbound | null, now: Inbound, roundTripMs: number): LegQuality {
  const lost = Math.max(0, now.packetsLost - (before?.packetsLost ?? 0));
  const received = Math.max(0, now.packetsReceived - (before?.packetsReceived ?? 0));
  const all = lost + received;
  return { loss: all === 0 ? 0 : lost / all, jitterMs: now.jitter * 1000, roundTripMs };
}

function number(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
