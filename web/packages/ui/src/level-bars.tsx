import { useEffect, useRef } from 'react';
import classes from './level-bars.module.css';

interface LevelBarsProps {
  /** 0..1, asked about ten times a second; the bars move without a render. */
  level: () => number;
  label: string;
  bars?: number;
}

export function LevelBars({ level, label, bars = 5 }: LevelBarsProps) {
  const ref = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const timer = setInterval(() => {
      const on = Math.round(level() * bars);
      const spans = ref.current?.children ?? [];
      for (let i = 0; i < spans.length; i += 1) spans[i]?.toggleAttribute('data-on', i < on);
    }, 100);
    return () => clearInterval(timer);
  }, [level, bars]);
  return (
    <span ref={ref} className={classes.bars} role="img" aria-label={label}>
      {Array.from({ length: bars }, (_, i) => (
        <span key={i} />
      ))}
    </span>
  );
}
