// A hidden tab's timers are slowed to one a minute; a worker's are not.
const scope = self as unknown as { onmessage: (event: MessageEvent<number>) => void; postMessage(beat: number): void };
let timer: ReturnType<typeof setInterval> | undefined;

scope.onmessage = ({ data: everyMs }) => {
  clearInterval(timer);
  if (everyMs > 0) timer = setInterval(() => scope.postMessage(Date.now()), everyMs);
};
