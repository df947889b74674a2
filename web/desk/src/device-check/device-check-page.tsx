import { useEffect, useState } from 'react';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from '@peal/i18n';
import { Button, Page, ReasonedButton, StateMark } from '@peal/ui';
import { useMyAgent } from '../live/selectors';
import { markChecked } from '../phone/device-check-mark';
import { openInput } from '../phone/phone';
import { usePhone } from '../phone/phone-store';
import { OtherTab } from '../phone/other-tab';
import { useMe } from '../session/use-me';
import { useStatusActions } from '../status/use-status-actions';
import { EchoStep } from './echo-step';
import { MicrophoneStep } from './microphone-step';
import { SpeakerStep } from './speaker-step';
import classes from './device-check-page.module.css';

/** Microphone, speaker and a real call, and with it the click that browsers want before any sound. */
export function DeviceCheckPage() {
  const { t } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const agent = useMyAgent(me.agent?.id);
  const actions = useStatusActions();
  const { phone, microphone, owned } = usePhone();
  const [heard, setHeard] = useState(false);
  useEffect(() => {
    if (usePhone.getState().microphone === 'closed') void openInput();
  }, []);

  const signedOut = agent?.status === 'signed_out';
  const reason =
    owned === false ? t('check.reason.elsewhere')
    : microphone !== 'open' ? t('check.reason.microphone')
    : phone !== 'ready' ? t('check.reason.phone')
    : !heard ? t('check.reason.sound')
    : undefined;

  const begin = async (ready: boolean): Promise<void> => {
    markChecked(me.session);
    if ('Notification' in window && Notification.permission === 'default') void Notification.requestPermission();
    try {
      if (signedOut) await actions.signIn();
      if (ready) actions.setReady();
      await navigate({ to: '/desk' });
    } catch {
      // The corner has said what the server answered; the page stays.
    }
  };
  return (
    <Page
      title={t('check.title')}
      lead={t('check.lead')}
      actions={<StateMark tone={phone === 'ready' ? 'ready' : phone === 'connecting' ? 'offer' : 'trouble'}>{t(`check.phone.${phone}`)}</StateMark>}
    >
      <div className={classes.page}>
        {owned === false ? <OtherTab /> : null}
        <div className={classes.steps}>
          <MicrophoneStep />
          <SpeakerStep heard={heard} onHeard={() => setHeard(true)} />
          <EchoStep onHeard={() => setHeard(true)} />
        </div>
        <div className={classes.actions}>
          {signedOut ? (
            <Button variant="default" size="md" onClick={() => void begin(false)}>
              {t('check.notReady')}
            </Button>
          ) : (
            <Button variant="default" size="md" onClick={() => void navigate({ to: '/desk' })}>
              {t('check.back')}
            </Button>
          )}
          <ReasonedButton size="md" reason={reason} loading={actions.pending} onClick={() => void begin(true)}>
            {t('check.ready')}
          </ReasonedButton>
        </div>
        <p className={classes.reason}>{reason ?? ''}</p>
      </div>
    </Page>
  );
}
