import { useEffect, useState } from 'preact/hooks';
import type { Texts } from './texts';
import type { CallState, WebCall } from './web-call';

interface CallViewProps {
  t: Texts;
  state: Exclude<CallState, { phase: 'refused' }>;
  call: WebCall | null;
  again: () => void;
}

const kKeys = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'];
const kShownDigits = 18;

/** State, keypad and buttons of a call under way or over. */
export function CallView({ t, state, call, again }: CallViewProps) {
  const [muted, setMuted] = useState(false);
  const [keypad, setKeypad] = useState(false);
  const [sent, setSent] = useState('');
  const over = state.phase === 'ended';
  const up = state.phase === 'connected';

  useEffect(() => {
    if (!over) return;
    setMuted(false);
    setKeypad(false);
    setSent('');
  }, [over]);

  const press = (key: string): void => {
    setSent((before) => (before + key).slice(-kShownDigits));
    call?.digit(key);
  };
  return (
    <div
      onKeyDown={(event) => {
        if (up && /^[0-9*#]$/.test(event.key)) press(event.key);
      }}
    >
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
          <button type="button" class="main" onClick={again}>
            {t.again}
          </button>
        ) : (
          <>
            <button
              type="button"
              disabled={!up}
              aria-pressed={muted}
              onClick={() => {
                call?.mute(!muted);
                setMuted(!muted);
              }}
            >
              {muted ? t.unmute : t.mute}
            </button>
            <button type="button" disabled={!up} aria-pressed={keypad} onClick={() => setKeypad(!keypad)}>
              {t.keypad}
            </button>
            <button type="button" class="end" onClick={() => call?.hangUp()}>
              {t.hangUp}
            </button>
          </>
        )}
      </footer>
    </div>
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
