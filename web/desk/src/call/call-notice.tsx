import { useEffect, useState } from 'react';
import { useTranslation } from '@peal/i18n';
import type { ContactView, HandlingView } from '@peal/api-client';
import { Button, Elapsed, StateMark } from '@peal/ui';
import { inputLevel } from '../phone/phone';
import { useCallActions } from './use-call-actions';
import classes from './call-notice.module.css';

const kAmberHoldMs = 45_000;
const kRedHoldMs = 90_000;
const kSpeech = 0.4;
/** The banner stays this long after the last loud moment. */
const kStayMs = 2500;

/** One line of fixed height under the buttons: the thing to know at this moment. */
export function CallNotice({ contact, handling }: { contact: ContactView; handling: HandlingView }) {
  const { t } = useTranslation();
  const actions = useCallActions(contact);
  const speaking = useSpeaking(handling.muted && handling.phase === 'talking');
  if (handling.phase === 'reconnecting') {
    return (
      <div className={classes.notice} data-tone="trouble" role="alert">
        {t('call.reconnecting')}
      </div>
    );
  }
  if (speaking) {
    return (
      <div className={classes.notice} data-tone="red" role="alert">
        <span>{t('desk.mutedSpeaking')}</span>
        <Button size="compact-sm" variant="white" className={classes.unmute} onClick={() => actions.mute.mutate(false)}>
          {t('desk.unmute')}
        </Button>
      </div>
    );
  }
  if (handling.phase === 'held') {
    return (
      <div className={classes.notice} data-tone="held">
        <StateMark tone="held">{t('call.onHold')}</StateMark>
        <Elapsed since={Date.parse(handling.phaseSince)} amberAfterMs={kAmberHoldMs} redAfterMs={kRedHoldMs} className={classes.timer} />
      </div>
    );
  }
  return (
    <div className={classes.notice}>
      {handling.muted ? <StateMark tone="trouble">{t('desk.microphoneMuted')}</StateMark> : null}
    </div>
  );
}

/** Whether somebody talks into the muted microphone. */
function useSpeaking(watch: boolean): boolean {
  const [speaking, setSpeaking] = useState(false);
  useEffect(() => {
    if (!watch) {
      setSpeaking(false);
      return;
    }
    let loudAt = 0;
    const timer = setInterval(() => {
      if (inputLevel() > kSpeech) loudAt = Date.now();
      setSpeaking(Date.now() - loudAt < kStayMs);
    }, 150);
    return () => clearInterval(timer);
  }, [watch]);
  return watch && speaking;
}
