/** A clock that keeps its pace while the tab is hidden. */
export interface Heartbeat {
  stop(): void;
}

export function startHeartbeat(everyMs: number, beat: () => void): Heartbeat {
  const worker = new Worker(new URL('./heartbeat.worker.ts', import.meta.url), { type: 'module' });
  worker.onmessage = beat;
  worker.postMessage(everyMs);
  return { stop: () => worker.terminate() };
}
