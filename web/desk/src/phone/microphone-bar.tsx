import { useTranslation } from '@peal/i18n';
import { IconMicrophoneOff, ReasonedButton } from '@peal/ui';
import { useKeyLabel } from '../keys/use-hotkey';
import { openInput } from './phone';
import { usePhone } from './phone-store';
import { useMicrophoneMissing } from './use-microphone';
import classes from './other-tab.module.css';

/** Says that callers would hear nothing, why, and opens the microphone by a click or a key. */
export function MicrophoneBar() {
  const { t } = useTranslation();
  const missing = useMicrophoneMissing();
  const fault = usePhone((phone) => phone.fault);
  const key = useKeyLabel('microphone');
  if (!missing) return null;
  return (
    <div className={classes.bar} role="alert" data-tone="trouble">
      <IconMicrophoneOff />
      <span>
        <b>{t('desk.microphoneMissing')}</b> {fault ? t(`check.fault.${fault}`) : null}
      </span>
      <ReasonedButton size="xs" hotkey={key} onClick={() => void openInput()}>
        {t('desk.microphoneOpen')}
      </ReasonedButton>
    </div>
  );
}
