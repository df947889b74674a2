import { useTranslation } from '@peal/i18n';
import { IconMicrophone, IconMicrophoneOff, IconPhone, IconSignal, LevelBars, Tooltip, UnstyledButton } from '@peal/ui';
import { useLive } from '../live/store';
import { inputLevel, openInput } from '../phone/phone';
import { usePhone } from '../phone/phone-store';
import { useMe } from '../session/use-me';
import { networkOf } from './network';
import classes from './audio-health.module.css';

/** Microphone, phone and network at a glance: each with a shape, a word and a colour. */
export function AudioHealth() {
  const { t } = useTranslation();
  const me = useMe();
  const { phone, muted, microphone, quality } = usePhone();
  const link = useLive((live) => live.link);
  if (!me.softphone) return null;
  const network = networkOf(link, quality);
  const detail = quality
    ? t('desk.networkDetail', {
        loss: (quality.loss * 100).toFixed(1),
        jitter: Math.round(quality.jitterMs),
        roundTrip: Math.round(quality.roundTripMs),
      })
    : t(`desk.network.${network}`);
  const open = microphone === 'open';
  return (
    <div className={classes.health}>
      {open ? (
        <Tooltip label={t('desk.microphone')}>
          <span className={classes.sign} data-level={muted ? 'bad' : 'good'}>
            {muted ? <IconMicrophoneOff size={16} /> : <IconMicrophone size={16} />}
            <LevelBars level={inputLevel} label={t('check.microphoneLevel')} />
          </span>
        </Tooltip>
      ) : (
        <Tooltip label={t('desk.microphoneOpen')}>
          <UnstyledButton className={classes.sign} data-level="bad" onClick={() => void openInput()}>
            <IconMicrophoneOff size={16} />
            <span>{t('desk.microphoneClosed')}</span>
          </UnstyledButton>
        </Tooltip>
      )}
      <span className={classes.sign} data-level={phone === 'ready' ? 'good' : 'bad'}>
        <IconPhone size={16} />
        <span>{t(`check.phone.${phone}`)}</span>
      </span>
      <Tooltip label={detail}>
        <span className={classes.sign} data-level={network === 'good' ? 'good' : network === 'fair' ? 'fair' : 'bad'}>
          <IconSignal size={16} />
          <span>{t(`desk.network.${network}`)}</span>
        </span>
      </Tooltip>
    </div>
  );
}
