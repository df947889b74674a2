import { useState } from 'react';
import { useTranslated, useTranslation } from '@peal/i18n';
import type { ContactView, HandlingView } from '@peal/api-client';
import { Countdown, KeyCap, ReasonedButton, StateMark, UnstyledButton, useNow } from '@peal/ui';
import { useCallActions } from '../call/use-call-actions';
import { useKeyPick } from '../keys/use-hotkey';
import { useMe } from '../session/use-me';
import classes from './wrap-up.module.css';

const kMoreSeconds = 30;
const kAmberMs = 10_000;

/** Opens by itself when the talk ends: how it went, and how long it may take to say so. */
export function WrapUp({ contact, handling }: { contact: ContactView; handling: HandlingView }) {
  const { t } = useTranslation();
  const translated = useTranslated();
  const { dispositions } = useMe();
  const actions = useCallActions(contact);
  const [chosen, setChosen] = useState(handling.disposition);
  const now = useNow();
  const wrapUp = handling.wrapUp;
  const until = wrapUp?.until ? Date.parse(wrapUp.until) : null;
  const whole = until && wrapUp ? until - Date.parse(handling.phaseSince) : 0;
  const reason =
    wrapUp?.policy === 'timed' ? t('call.timedPolicy')
    : wrapUp?.policy === 'mandatory' && chosen === null ? t('call.needDisposition')
    : undefined;
  const shown = dispositions.slice(0, 9);
  useKeyPick((event) => {
    const place = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
    return place && !event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey ? shown[Number(place) - 1]?.id : undefined;
  }, setChosen);
  const done = (): void => {
    if (!reason) actions.finish.mutate(chosen);
  };
  useKeyPick((event) => (event.code === 'Enter' && chosen !== null && event.target === document.body ? true : undefined), done);

  return (
    <section className={classes.wrapUp} aria-label={t('call.wrapUp')}>
      <header className={classes.head}>
        <StateMark tone="wrap" filled>
          {t('call.wrapUp')}
        </StateMark>
        <span className={classes.soft}>{t('call.wrapUpLead')}</span>
        <span className={classes.left}>
          {until ? (
            <>
              <Countdown until={until} amberUnderMs={kAmberMs} className={classes.timer} /> {t('call.wrapUpLeft')}
            </>
          ) : (
            t('call.wrapUpNoLimit')
          )}
        </span>
        <ReasonedButton
          variant="default"
          size="compact-sm"
          reason={until ? undefined : t('call.cannotExtend')}
          loading={actions.extend.isPending}
          onClick={() => actions.extend.mutate(kMoreSeconds)}
        >
          {t('call.moreTime')}
        </ReasonedButton>
      </header>
      <div className={classes.bar} aria-hidden="true">
        <div style={{ width: whole > 0 && until ? `${Math.max(0, Math.min(100, (100 * (until - now)) / whole))}%` : '0%' }} />
      </div>
      <div className={classes.choices} role="radiogroup" aria-label={t('call.wrapUpLead')}>
        {shown.map((disposition, i) => (
          <UnstyledButton
            key={disposition.id}
            className={classes.choice}
            role="radio"
            aria-checked={chosen === disposition.id}
            onClick={() => setChosen(disposition.id)}
          >
            <KeyCap>{String(i + 1)}</KeyCap>
            <span>{translated(disposition.name)}</span>
          </UnstyledButton>
        ))}
      </div>
      <footer className={classes.foot}>
        <span className={classes.soft}>{reason ?? ''}</span>
        <ReasonedButton reason={reason} loading={actions.finish.isPending} onClick={done} miw={140} hotkey="Enter">
          {t('call.done')}
        </ReasonedButton>
      </footer>
    </section>
  );
}
