import { useTranslated, useTranslation } from '@peal/i18n';
import { ActionIcon, IconHelp, Tooltip } from '@peal/ui';
import { openKeyHelp } from '../keys/key-store';
import { useMe } from '../session/use-me';
import { AccountMenu } from '../session/account-menu';
import { SeatMark } from '../my-phone/seat-mark';
import { StatusMenu } from '../status/status-menu';
import { AudioHealth } from '../status/audio-health';
import { WaitingNow } from '../status/waiting-now';
import { LanguageSwitch, ThemeSwitch } from './switches';
import { BellMark } from './bell-mark';
import classes from './top-bar.module.css';

export function TopBar() {
  const { t } = useTranslation();
  const translated = useTranslated();
  const me = useMe();
  return (
    <header className={classes.bar}>
      <div className={classes.brand}>
        <BellMark size={26} />
        <span className={classes.name}>Peal</span>
        {me.agent ? null : <span className={classes.tenant}>{translated(me.tenant.name)}</span>}
      </div>
      {me.agent ? <StatusMenu /> : null}
      <div className={classes.middle}>
        {me.agent ? <AudioHealth /> : null}
        {me.agent ? <SeatMark /> : null}
      </div>
      <WaitingNow />
      <div className={classes.tools}>
        <Tooltip label={t('keys.open')}>
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('keys.open')} onClick={() => openKeyHelp(true)}>
            <IconHelp />
          </ActionIcon>
        </Tooltip>
        <LanguageSwitch />
        <ThemeSwitch />
        <AccountMenu />
      </div>
    </header>
  );
}
