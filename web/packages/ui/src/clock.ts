import { useSyncExternalStore } from 'react';

// Times on the page are the server's: its clock is the one in every record.
let offsetMs = 0;
let shown = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

/** How far the server's clock is ahead of this machine's, in ms. */
export function setServerOffset(ms: number): void {
  offsetMs = ms;
  tick();
}

/** The server's time now, in ms since 1970. */
export function serverNow(): number {
  return Date.now() + offsetMs;
}

function tick(): void {
  shown = serverNow();
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (listeners.size === 1) {
    shown = serverNow();
    timer = setInterval(tick, 500);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) clearInterval(timer);
  };
}

/** The server's time, renewed twice a second by one timer for the whole page. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => shown);
}
