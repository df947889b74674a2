import { useTranslation } from '@peal/i18n';
import { Button, IconSpeaker } from '@peal/ui';
import { useMe } from '../session/use-me';
import { claimPhone, openInput, ringer } from './phone';
import classes from './other-tab.module.css';

/** Says that another tab has the audio, and takes it over on a click. */
export function OtherTab() {
  const { t } = useTranslation();
  const me = useMe();
  const credential = me.softphone;
  if (!credential) return null;
  return (
    <div className={classes.bar} role="status">
      <IconSpeaker />
      <span>{t('desk.otherTab')}</span>
      <Button
        size="xs"
        variant="default"
        onClick={() => {
          void ringer.unlock();
          claimPhone(credential, true);
          void openInput();
        }}
      >
        {t('desk.otherTabTakeOver')}
      </Button>
    </div>
  );
}
