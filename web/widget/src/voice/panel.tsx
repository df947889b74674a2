import { useEffect, useRef, useState } from 'preact/hooks';
import type { Language } from '../language';
import { texts } from './texts';
import { startWebCall, type CallState, type WebCall } from './web-call';

interface PanelProps {
  number: string;
  language: Language;
  close: () => void;
}

const kKeys = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'];

/** The call as the customer sees it. */
export function Panel({ number, language, close }: PanelProps) {
  const t = texts[language];
  const [state, setState] = useState<CallState>({ phase: 'asking' });
  const [muted, setMuted] = useState(false);
  const [keypad, setKeypad] = useState(false);
  const [sent, setSent] = useState('');
  const [attempt, setAttempt] = useState(0);
  const call = useRef<WebCall | null>(null);

  useEffect(() => {
    setMuted(false);
    setSent('');
    setKeypad(false);
    const started = startWebCall(number, language, setState);
    call.current = started;
    return () => started.hangUp();
  }, [number, language, attempt]);

  const press = (key: string): void => {
    setSent((before) => (before + key).slice(-18));
    call.current?.digit(key);
  };
  const over = state.phase === 'ended';
  const up = state.phase === 'connected';
  return (
    <section
      class="panel"
      role="dialog"
      aria-label={t.title}
      onKeyDown={(event) => {
        if (up && /^[0-9*#]$/.test(event.key)) press(event.key);
      }}
    >
      <header>
        <div>
          <strong>{t.title}</strong>
          <small>{t.free}</small>
        </div>
        {over ? (
          <button type="button" class="plain" aria-label={t.close} onClick={close}>
            ✕
          </button>
        ) : null}
      </header>
      <div class="state" role="status" data-phase={over && state.fault ? 'fault' : state.phase}>
        <span class="dot" aria-hidden="true" />
        <span>{muted && up ? t.muted : t[state.phase]}</span>
        {up ? <Timer since={state.since} /> : null}
      </div>
      {over && state.fault ? <p class="fault">{state.detail || t.faults[state.fault]}</p> : null}
      {keypad && up ? (
        <div class="pad">
          <output aria-label={t.sent}>{sent || '\u00a0'}</output>
          {kKeys.map((key) => (
            <button type="button" key={key} aria-label={`${t.digit} ${key}`} onClick={() => press(key)}>
              {key}
            </button>
          ))}
        </div>
      ) : null}
      <footer>
        {over ? (
          <button type="button" class="main" onClick={() => setAttempt((count) => count + 1)}>
            {t.again}
          </button>
        ) : (
          <>
            <button
              type="button"
              disabled={!up}
              aria-pressed={muted}
              onClick={() => {
                call.current?.mute(!muted);
                setMuted(!muted);
              }}
            >
              {muted ? t.unmute : t.mute}
            </button>
            <button type="button" disabled={!up} aria-pressed={keypad} onClick={() => setKeypad(!keypad)}>
              {t.keypad}
            </button>
            <button type="button" class="end" onClick={() => call.current?.hangUp()}>
              {t.hangUp}
            </button>
          </>
        )}
      </footer>
    </section>
  );
}

function Timer({ since }: { since: number }) {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, []);
  return <span class="timer">{clock(now - since)}</span>;
}

/** `00:42`; minutes go on past the hour. */
export function clock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
}
