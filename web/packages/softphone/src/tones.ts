/** A ring made by the page itself, so that no file has to load in time. */
export interface Ringer {
  start(): void;
  stop(): void;
  /** Must follow a click once: browsers keep sound locked before it. */
  unlock(): Promise<void>;
}

// Two soft notes a fifth apart, 0.4 s each, then silence: heard, not feared.
const kNotesHz = [659.25, 987.77] as const;
const kNoteS = 0.4;
const kPeriodMs = 3000;
const kVolume = 0.18;

export function createRinger(): Ringer {
  let context: AudioContext | null = null;
  let timer: ReturnType<typeof setInterval> | null = null;
  const ring = (): void => {
    if (context?.state === 'running') for (const [i, hz] of kNotesHz.entries()) note(context, hz, i * kNoteS);
  };
  return {
    async unlock() {
      context ??= new AudioContext();
      if (context.state === 'suspended') await context.resume();
    },
    start() {
      if (timer) return;
      ring();
      timer = setInterval(ring, kPeriodMs);
    },
    stop() {
      if (timer) clearInterval(timer);
      timer = null;
    },
  };
}

/** Plays one bright tone of a second through the speaker. */
export async function playTestTone(): Promise<void> {
  const context = new AudioContext();
  await context.resume();
  note(context, 523.25, 0);
  note(context, 783.99, kNoteS);
  setTimeout(() => void context.close(), 1500);
}

function note(context: AudioContext, hz: number, after: number): void {
  const begin = context.currentTime + after;
  const oscillator = context.createOscillator();
  const gain = context.createGain();
  oscillator.frequency.value = hz;
  gain.gain.setValueAtTime(0, begin);
  gain.gain.linearRampToValueAtTime(kVolume, begin + 0.02);
  gain.gain.exponentialRampToValueAtTime(0.0001, begin + kNoteS);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(begin);
  oscillator.stop(begin + kNoteS);
}
