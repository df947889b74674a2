import { useEffect, useRef } from 'react';
import type { Waveform as Peaks } from '@peal/api-client';
import { useComputedColorScheme, useElementSize } from '@peal/ui';
import classes from './waveform.module.css';

interface WaveformProps {
  peaks: Peaks;
  /** What is played, ms. */
  positionMs: number;
  label: string;
  callerLabel: string;
  agentLabel: string;
  onSeek: (ms: number) => void;
}

const kHeight = 104;
const kStepMs = 5000;

/** Two rows of sound, the caller above and the agent below; a click or an arrow key moves the position. */
export function Waveform({ peaks, positionMs, label, callerLabel, agentLabel, onSeek }: WaveformProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { ref, width } = useElementSize();
  const scheme = useComputedColorScheme('light');
  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context || width === 0) return;
    const ratio = window.devicePixelRatio || 1;
    element.width = Math.round(width * ratio);
    element.height = Math.round(kHeight * ratio);
    context.scale(ratio, ratio);
    const style = getComputedStyle(element);
    drawRow(context, peaks.caller, width, 0, style.getPropertyValue('--peal-talk'));
    drawRow(context, peaks.agent, width, kHeight / 2, style.getPropertyValue('--peal-accent'));
  }, [peaks, width, scheme]);

  const length = Math.max(1, peaks.lengthMs);
  return (
    <div
      ref={ref}
      className={classes.wave}
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={Math.round(length / 1000)}
      aria-valuenow={Math.round(positionMs / 1000)}
      onClick={(event) => {
        const box = event.currentTarget.getBoundingClientRect();
        onSeek(((event.clientX - box.left) / box.width) * length);
      }}
      onKeyDown={(event) => {
        if (event.key === 'ArrowRight') onSeek(Math.min(length, positionMs + kStepMs));
        else if (event.key === 'ArrowLeft') onSeek(Math.max(0, positionMs - kStepMs));
        else if (event.key === 'Home') onSeek(0);
        else return;
        event.preventDefault();
      }}
    >
      <canvas ref={canvas} style={{ width: '100%', height: kHeight }} aria-hidden="true" />
      <span className={classes.caller}>{callerLabel}</span>
      <span className={classes.agent}>{agentLabel}</span>
      <span className={classes.cursor} style={{ left: `${Math.min(100, (100 * positionMs) / length)}%` }} />
    </div>
  );
}

/** One bar for each two pixels, mirrored around the middle of its row. */
function drawRow(context: CanvasRenderingContext2D, peaks: number[], width: number, top: number, colour: string): void {
  const middle = top + kHeight / 4;
  const bars = Math.floor(width / 2);
  context.fillStyle = colour;
  for (let i = 0; i < bars; i += 1) {
    const from = Math.floor((i * peaks.length) / bars);
    const to = Math.max(from + 1, Math.floor(((i + 1) * peaks.length) / bars));
    let peak = 0;
    for (let j = from; j < to; j += 1) peak = Math.max(peak, peaks[j] ?? 0);
    const height = Math.max(1, peak * (kHeight / 2 - 6));
    context.fillRect(i * 2, middle - height / 2, 1.4, height);
  }
}
