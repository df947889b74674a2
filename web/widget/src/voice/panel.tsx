import { useEffect, useRef, useState } from 'preact/hooks';
import type { Language } from '../language';
import { CallView } from './call-view';
import { texts } from './texts';
import { rememberedVisitor, rememberVisitor, type Visitor } from './visitor';
import { VisitorForm } from './visitor-form';
import { startWebCall, type CallState, type WebCall } from './web-call';

interface PanelProps {
  number: string;
  language: Language;
  close: () => void;
}

/** The call as the customer sees it: who calls, then the call itself. */
export function Panel({ number, language, close }: PanelProps) {
  const t = texts[language];
  const [visitor, setVisitor] = useState(rememberedVisitor);
  const [state, setState] = useState<CallState | null>(null);
  const call = useRef<WebCall | null>(null);
  useEffect(() => () => call.current?.hangUp(), []);

  const start = (who: Visitor): void => {
    rememberVisitor(who);
    setVisitor(who);
    call.current = startWebCall({ number, visitor: who }, language, setState);
  };
  const refused = state?.phase === 'refused' ? state : null;
  const under = state && state.phase !== 'refused' ? state : null;
  const mayClose = under === null || under.phase === 'ended';
  return (
    <section
      class="panel"
      role="dialog"
      aria-label={t.title}
      onKeyDown={(event) => {
        // Escape closes what is idle and never hangs up.
        if (event.key === 'Escape' && mayClose) close();
      }}
    >
      <header>
        <div>
          <strong>{t.title}</strong>
          <small>{t.free}</small>
        </div>
        {mayClose ? (
          <button type="button" class="plain" aria-label={t.close} onClick={close}>
            ✕
          </button>
        ) : null}
      </header>
      {under ? (
        <CallView t={t} state={under} call={call.current} again={() => start(visitor)} />
      ) : (
        <VisitorForm t={t} visitor={visitor} refused={refused} onCall={start} />
      )}
    </section>
  );
}
