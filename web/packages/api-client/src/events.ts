import type { Document, EventFromClient, EventFromServer } from './types';

/** `waiting`: the line is lost and will be tried again. */
export type LinkState = 'connecting' | 'open' | 'waiting' | 'signed-out';

export interface EventStreamOptions {
  url: string;
  /** Whole state: forget everything else. */
  snapshot(documents: Document[]): void;
  /** Some documents changed. */
  change(documents: Document[]): void;
  link(state: LinkState): void;
  /** How far the server's clock is ahead, ms. */
  clock(offsetMs: number): void;
  /** Calls `beat` every `everyMs` also in a hidden tab; returns how to stop. */
  heartbeat(everyMs: number, beat: () => void): () => void;
  /** For tests; the browser's by default. */
  socket?: (url: string) => WebSocket;
}

export interface EventStream {
  /** The position of the newest document seen; null before the first. */
  position(): number | null;
  /** Tries at once, for instance when the browser says that it is online again. */
  retry(): void;
  close(): void;
}

// api/events/README.md: a heartbeat every 5 s, silence of 15 s is a dead line.
const kBeatMs = 5000;
const kSilenceMs = 15000;
const kFirstRetryMs = 400;
const kLongestRetryMs = 8000;
const kSessionOver = 4401;

/** Keeps one event stream open, and resumes it from the last position seen. */
export function openEvents(options: EventStreamOptions): EventStream {
  let socket: WebSocket | null = null;
  let position: number | null = null;
  let heard = Date.now();
  let retryMs = kFirstRetryMs;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let closed = false;
  const make = options.socket ?? ((url: string) => new WebSocket(url));

  const send = (message: EventFromClient): void => {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
  };

  const receive = (message: EventFromServer): void => {
    heard = Date.now();
    options.clock(Date.parse(message.serverTime) - heard);
    if (message.type === 'snapshot') {
      position = message.position;
      options.snapshot(message.documents);
    } else if (message.type === 'change') {
      position = Math.max(position ?? 0, message.position);
      options.change(message.documents);
    }
    // Only now is what the page shows the truth again.
    if (message.type !== 'heartbeat') {
      retryMs = kFirstRetryMs;
      options.link('open');
    }
  };

  const lost = (code: number): void => {
    socket = null;
    if (closed) return;
    if (code === kSessionOver) {
      closed = true;
      stopBeat();
      options.link('signed-out');
      return;
    }
    options.link('waiting');
    clearTimeout(retryTimer);
    // Spread out, so that a restarted server is not stormed by every desk at once.
    retryTimer = setTimeout(connect, retryMs * (0.75 + Math.random() / 2));
    retryMs = Math.min(kLongestRetryMs, retryMs * 2);
  };

  const connect = (): void => {
    clearTimeout(retryTimer);
    if (closed || socket) return;
    options.link('connecting');
    heard = Date.now();
    const opened = make(options.url);
    socket = opened;
    opened.onopen = () => send({ type: 'hello', position });
    opened.onmessage = (event: MessageEvent<string>) => receive(JSON.parse(event.data) as EventFromServer);
    opened.onclose = (event) => {
      if (socket === opened) lost(event.code);
    };
  };

  const stopBeat = options.heartbeat(kBeatMs, () => {
    if (!socket) return;
    if (Date.now() - heard <= kSilenceMs) {
      send({ type: 'heartbeat' });
      return;
    }
    const dead = socket;
    socket = null;
    dead.onclose = null;
    dead.close();
    lost(0);
  });

  connect();
  return {
    position: () => position,
    retry() {
      retryMs = kFirstRetryMs;
      connect();
    },
    close() {
      closed = true;
      clearTimeout(retryTimer);
      stopBeat();
      const old = socket;
      socket = null;
      old?.close();
    },
  };
}
