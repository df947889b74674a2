import { useTranslation } from '@peal/i18n';
import { IconMicrophone, IconMicrophoneOff, IconPhone, IconSignal, LevelBars, Tooltip } from '@peal/ui';
import { useLive } from '../live/store';
import { inputLevel } from '../phone/phone';
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
      <Tooltip label={open ? t('desk.microphone') : t('desk.microphoneClosed')}>
        <span className={classes.sign} data-level={open && !muted ? 'good' : 'bad'}>
          {open && !muted ? <IconMicrophone size={16} /> : <IconMicrophoneOff size={16} />}
          {open ? <LevelBars level={inputLevel} label={t('check.microphoneLevel')} /> : <span>{t('desk.microphoneClosed')}</span>}
        </span>
      </Tooltip>
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
