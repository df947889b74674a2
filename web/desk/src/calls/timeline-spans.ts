import type { ContactDetail } from '@peal/api-client';
import type { Tone } from '@peal/ui';

export type Lane = 'flow' | 'queue' | 'offers' | 'talk';

/** A stretch of a call; times are ms from its arrival. */
export interface Span {
  lane: Lane;
  kind: 'ring' | 'flow' | 'queue' | 'offer' | 'talk' | 'hold' | 'wrapUp';
  tone: Tone;
  from: number;
  to: number;
  agent?: string;
  queue?: string;
  end?: string | null;
}

export interface Timeline {
  /** Arrival, ms since 1970; the axis begins here. */
  start: number;
  /** Length of the axis in ms, at least one second. */
  length: number;
  spans: Span[];
}

/** From the first ring to the last wrap-up, as stretches on one axis. `now` closes what is still going on. */
export function timelineOf(detail: ContactDetail, now: number): Timeline {
  const { contact, visits, offers, handlings, steps } = detail;
  const start = Date.parse(contact.arrivedAt);
  const at = (time: string | null | undefined): number => (time ? Date.parse(time) : now) - start;
  const spans: Span[] = [];

  const answered = contact.answeredAt ? at(contact.answeredAt) : null;
  const firstVisit = visits[0] ? at(visits[0].startedAt) : null;
  const over = at(contact.endedAt);
  const ringEnd = answered ?? firstVisit ?? over;
  if (ringEnd > 0) spans.push({ lane: 'flow', kind: 'ring', tone: 'off', from: 0, to: ringEnd });
  const flowEnd = firstVisit ?? over;
  if (answered !== null && flowEnd > answered) spans.push({ lane: 'flow', kind: 'flow', tone: 'away', from: answered, to: flowEnd });

  for (const visit of visits) {
    spans.push({
      lane: 'queue', kind: 'queue', tone: visit.end === 'abandoned' || visit.end === 'short_abandoned' ? 'trouble' : 'offer',
      from: at(visit.startedAt), to: at(visit.endedAt), queue: visit.queue, end: visit.end,
    });
  }
  for (const offer of offers) {
    spans.push({
      lane: 'offers', kind: 'offer', tone: offer.end === 'accepted' || offer.end === null ? 'ready' : 'trouble',
      from: at(offer.madeAt), to: at(offer.endedAt), agent: offer.agent, end: offer.end,
    });
  }
  for (const handling of handlings) {
    const talkEnd = at(handling.talkEndedAt);
    spans.push({ lane: 'talk', kind: 'talk', tone: 'talk', from: at(handling.startedAt), to: talkEnd, agent: handling.agent });
    if (handling.talkEndedAt) {
      spans.push({ lane: 'talk', kind: 'wrapUp', tone: 'wrap', from: talkEnd, to: at(handling.endedAt), agent: handling.agent });
    }
  }
  let heldFrom: number | null = null;
  for (const step of steps) {
    if (step.kind === 'hold_started') heldFrom = at(step.at);
    else if (heldFrom !== null && (step.kind === 'hold_ended' || step.kind === 'talk_ended')) {
      spans.push({ lane: 'talk', kind: 'hold', tone: 'held', from: heldFrom, to: at(step.at), ...(step.agent ? { agent: step.agent } : {}) });
      heldFrom = null;
    }
  }
  const recorded = detail.recordings.map((recording) => at(recording.startedAt) + recording.lengthMs);
  const length = Math.max(1000, ...spans.map((span) => span.to), ...recorded);
  return { start, length, spans };
}

/** Marks for the axis, at most about ten, on round numbers of seconds. */
export function axisTicks(lengthMs: number): number[] {
  const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600];
  const step = (steps.find((one) => lengthMs / (one * 1000) <= 10) ?? 7200) * 1000;
  return Array.from({ length: Math.floor(lengthMs / step) + 1 }, (_, i) => i * step);
}
