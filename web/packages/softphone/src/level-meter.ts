/** Loudness of a stream; close() frees the audio graph, not the stream. */
export interface LevelMeter {
  /** 0 (silence) to 1 (full scale), on a scale that follows hearing. */
  level(): number;
  close(): void;
}

const kFloorDb = -60;

export function createLevelMeter(stream: MediaStream): LevelMeter {
  const context = new AudioContext();
  const source = context.createMediaStreamSource(stream);
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  return {
    level() {
      // Made before anybody has clicked, it sleeps until the first click or key.
      if (context.state === 'suspended') void context.resume();
      analyser.getFloatTimeDomainData(samples);
      return levelOf(samples);
    },
    close() {
      source.disconnect();
      void context.close();
    },
  };
}

/** Root mean square of the samples in decibels, -60 dB..0 dB spread over 0..1. */
export function levelOf(samples: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < samples.length; i += 1) sum += (samples[i] ?? 0) ** 2;
  const rms = Math.sqrt(sum / Math.max(1, samples.length));
  if (rms === 0) return 0;
  const db = 20 * Math.log10(rms);
  return Math.min(1, Math.max(0, 1 - db / kFloorDb));
}
