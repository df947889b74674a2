import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openEvents, type EventStream, type LinkState } from './events';
import type { Document } from './types';

/** The other end of the line, in the test's hands. */
class Line {
  static all: Line[] = [];
  readyState: number = WebSocket.CONNECTING;
  sent: { type: string; position?: number | null }[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  constructor() {
    Line.all.push(this);
  }
  open(): void {
    this.readyState = WebSocket.OPEN;
    this.onopen?.();
  }
  say(message: object): void {
    this.onmessage?.({ data: JSON.stringify({ serverTime: new Date(Date.now() + 2000).toISOString(), ...message }) });
  }
  drop(code = 1006): void {
    this.readyState = WebSocket.CLOSED;
    this.onclose?.({ code });
  }
  send(text: string): void {
    this.sent.push(JSON.parse(text) as { type: string });
  }
  close(): void {
    this.readyState = WebSocket.CLOSED;
  }
}

let stream: EventStream;
let links: LinkState[];
let snapshots: Document[][];
let changes: Document[][];
let offset: number;

function last(): Line {
  const line = Line.all.at(-1);
  if (!line) throw new Error('no line was opened');
  return line;
}

beforeEach(() => {
  vi.useFakeTimers();
  Line.all = [];
  links = [];
  snapshots = [];
  changes = [];
  stream = openEvents({
    url: 'ws://peal/events',
    snapshot: (documents) => snapshots.push(documents),
    change: (documents) => changes.push(documents),
    link: (state) => links.push(state),
    clock: (ms) => (offset = ms),
    heartbeat: (everyMs, beat) => {
      const timer = setInterval(beat, everyMs);
      return () => clearInterval(timer);
    },
    socket: () => new Line() as unknown as WebSocket,
  });
});
afterEach(() => {
  stream.close();
  vi.useRealTimers();
});

describe('the event stream', () => {
  test('asks for a snapshot first and is open only once it has come', () => {
    last().open();
    expect(last().sent).toEqual([{ type: 'hello', position: null }]);
    expect(links).toEqual(['connecting']);
    last().say({ type: 'snapshot', position: 7, documents: [] });
    expect(links.at(-1)).toBe('open');
    expect(snapshots).toHaveLength(1);
    expect(offset).toBe(2000);
  });

  test('resumes from the last position after a lost line', () => {
    last().open();
    last().say({ type: 'snapshot', position: 7, documents: [] });
    last().say({ type: 'change', position: 12, documents: [] });
    last().drop();
    expect(links.at(-1)).toBe('waiting');
    vi.advanceTimersByTime(1000);
    expect(Line.all).toHaveLength(2);
    last().open();
    expect(last().sent).toEqual([{ type: 'hello', position: 12 }]);
    last().say({ type: 'change', position: 13, documents: [] });
    expect(changes).toHaveLength(2);
    expect(links.at(-1)).toBe('open');
  });

  test('says that it is alive every five seconds', () => {
    last().open();
    last().say({ type: 'snapshot', position: 1, documents: [] });
    vi.advanceTimersByTime(5000);
    last().say({ type: 'heartbeat', position: 1 });
    vi.advanceTimersByTime(5000);
    expect(last().sent.filter((message) => message.type === 'heartbeat')).toHaveLength(2);
  });

  test('takes fifteen seconds of silence for a dead line', () => {
    last().open();
    last().say({ type: 'snapshot', position: 1, documents: [] });
    const silent = last();
    vi.advanceTimersByTime(20_000);
    expect(silent.readyState).toBe(WebSocket.CLOSED);
    expect(links).toContain('waiting');
    vi.advanceTimersByTime(1000);
    expect(Line.all.length).toBeGreaterThan(1);
  });

  test('waits longer between tries, and tries at once when told', () => {
    last().drop();
    vi.advanceTimersByTime(600);
    last().drop();
    const tries = Line.all.length;
    vi.advanceTimersByTime(300);
    expect(Line.all.length).toBe(tries);
    stream.retry();
    expect(Line.all.length).toBe(tries + 1);
  });

  test('ends for good when the session has ended', () => {
    last().open();
    last().drop(4401);
    expect(links.at(-1)).toBe('signed-out');
    vi.advanceTimersByTime(60_000);
    expect(Line.all).toHaveLength(1);
  });
});
