import type { Ladder, LadderMessage, LadderPeer, Step } from '@peal/api-client';

/** One line of the ladder: an arrow between two columns, or what the rules made of it. */
export type LadderRow =
  | { kind: 'message'; key: string; message: LadderMessage; from: number; to: number; after: number }
  | { kind: 'step'; key: string; step: Step; after: number };

/** Columns from left to right; null is Peal itself, beside the caller. */
export type LadderColumn = LadderPeer | null;

export function columnsOf(ladder: Ladder): LadderColumn[] {
  const callers = ladder.peers.filter((peer) => peer.role === 'caller');
  return [...callers, null, ...ladder.peers.filter((peer) => peer.role !== 'caller')];
}

/** Milliseconds since 1970, with their fraction. */
export function momentOf(message: Pick<LadderMessage, 'at' | 'micros'>): number {
  return Date.parse(message.at) + message.micros / 1000;
}

/** Messages and steps in the order in which they happened; `after` is seconds since the first. */
export function rowsOf(ladder: Ladder): LadderRow[] {
  const columns = columnsOf(ladder);
  const own = columns.indexOf(null);
  const first = ladder.messages[0] ? momentOf(ladder.messages[0]) : Date.parse(ladder.steps[0]?.step.at ?? '');
  const rows: LadderRow[] = [];
  let next = 0;
  const stepsBefore = (index: number): void => {
    for (let item = ladder.steps[next]; item && item.before <= index; item = ladder.steps[++next]) {
      rows.push({ kind: 'step', key: `s${next}`, step: item.step, after: (Date.parse(item.step.at) - first) / 1000 });
    }
  };
  ladder.messages.forEach((message, index) => {
    stepsBefore(index);
    const peer = columns.indexOf(ladder.peers[message.peer] ?? null);
    const [from, to] = message.sent ? [own, peer] : [peer, own];
    rows.push({ kind: 'message', key: `m${index}`, message, from, to, after: (momentOf(message) - first) / 1000 });
  });
  stepsBefore(Infinity);
  return rows;
}

/** What an arrow says: the method, or the status and its phrase. */
export function shortLine(message: LadderMessage): string {
  if (message.status === null) return message.method || '?';
  return message.line.replace(/ \([A-Z]+\)$/, '');
}

export type ArrowTone = 'request' | 'progress' | 'success' | 'challenge' | 'refusal';

export function toneOf({ status }: Pick<LadderMessage, 'status'>): ArrowTone {
  if (status === null) return 'request';
  if (status < 200) return 'progress';
  if (status < 300) return 'success';
  return status === 401 || status === 407 || status === 487 ? 'challenge' : 'refusal';
}
