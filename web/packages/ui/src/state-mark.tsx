import type { ReactNode } from 'react';
import classes from './state-mark.module.css';

/** What a state means to whoever looks; colour, shape and word always go together. */
export type Tone = 'ready' | 'talk' | 'offer' | 'held' | 'wrap' | 'away' | 'trouble' | 'off';

const shapes: Record<Tone, ReactNode> = {
  ready: <circle cx="6" cy="6" r="5" />,
  talk: <path d="M1 2.5h10v6H6.5L3.5 11V8.5H1z" />,
  offer: <path d="M6 .8 11.4 11H.6z" />,
  held: <path d="M2 1.5h3v9H2zM7 1.5h3v9H7z" />,
  wrap: <path d="M1 11V8.2L8 1.2l2.8 2.8-7 7z" />,
  away: <path d="M8.6 1A5.2 5.2 0 1 0 11 8.4 4.6 4.6 0 0 1 8.6 1z" />,
  trouble: <path d="M6 .5 11.5 6 6 11.5.5 6z" />,
  off: <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" strokeWidth="1.6" />,
};

interface StateMarkProps {
  tone: Tone;
  children: ReactNode;
  /** With a tinted background, for the state that matters most in its place. */
  filled?: boolean;
  className?: string | undefined;
}

export function StateMark({ tone, children, filled = false, className }: StateMarkProps) {
  return (
    <span className={[classes.mark, className].filter(Boolean).join(' ')} data-tone={tone} data-filled={filled || undefined}>
      <svg width="11" height="11" viewBox="0 0 12 12" fill="currentColor" aria-hidden="true">
        {shapes[tone]}
      </svg>
      <span>{children}</span>
    </span>
  );
}
