import { useNavigate } from '@tanstack/react-router';
import { useTranslated, useTranslation } from '@peal/i18n';
import { Elapsed, IconChevron, Menu, StateMark, UnstyledButton } from '@peal/ui';
import { useMyAgent } from '../live/selectors';
import { useHotkey } from '../keys/use-hotkey';
import { useMe } from '../session/use-me';
import { presenceOf } from './presence';
import { usePresenceText } from './use-presence-text';
import { useStatusActions } from './use-status-actions';
import classes from './status-menu.module.css';

/** My status with its timer, what comes next, and the way to change it. */
export function StatusMenu() {
  const { t } = useTranslation();
  const translated = useTranslated();
  const me = useMe();
  const agent = useMyAgent(me.agent?.id);
  const presenceText = usePresenceText();
  const actions = useStatusActions();
  const navigate = useNavigate();
  const toggle = (): void => {
    if (!agent || agent.status === 'signed_out') return;
    if (agent.status === 'ready' && !agent.queuedBreak) actions.setNotReady(me.reasons[0]?.id ?? null);
    else actions.setReady();
  };
  useHotkey('ready', toggle, agent !== undefined);
  if (!agent) return null;

  const presence = presenceOf(agent);
  const busy = agent.contact !== null;
  const signedOut = agent.status === 'signed_out';
  const ready = agent.status === 'ready' && !agent.queuedBreak;
  const whyNotReady = signedOut ? t('status.reason.signedOut') : ready ? t('status.reason.alreadyReady') : undefined;
  const next = agent.queuedBreak
    ? (translated(me.reasons.find((one) => one.id === agent.queuedBreak?.reason)?.name) || t('status.notReady'))
    : null;

  return (
    <Menu position="bottom-start" width={250}>
      <Menu.Target>
        <UnstyledButton className={classes.target} aria-label={t('status.label')}>
          <StateMark tone={presence.tone} filled className={classes.mark}>
            <span className={classes.word}>{presenceText(presence)}</span>
            {signedOut ? null : <Elapsed since={presence.since} className={classes.timer} />}
          </StateMark>
          <IconChevron size={14} />
          <span className={classes.next}>{next ? t('status.next', { what: next }) : ''}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          disabled={whyNotReady !== undefined}
          onClick={actions.setReady}
          leftSection={<StateMark tone="ready">{''}</StateMark>}
          rightSection={whyNotReady ? <span className={classes.why}>{whyNotReady}</span> : null}
        >
          {t('status.ready')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t('status.breaks')}</Menu.Label>
        {me.reasons.map((reason) => (
          <Menu.Item
            key={reason.id}
            disabled={signedOut}
            onClick={() => actions.setNotReady(reason.id)}
            leftSection={<StateMark tone="away">{''}</StateMark>}
          >
            {translated(reason.name)}
          </Menu.Item>
        ))}
        {me.reasons.length === 0 ? (
          <Menu.Item disabled={signedOut} onClick={() => actions.setNotReady(null)}>
            {t('status.notReady')}
          </Menu.Item>
        ) : null}
        <Menu.Divider />
        {signedOut ? (
          <Menu.Item onClick={() => void navigate({ to: me.softphone ? '/device-check' : '/desk' })}>{t('status.signInAgent')}</Menu.Item>
        ) : (
          <Menu.Item
            disabled={busy}
            onClick={() => void actions.signOut().catch(() => undefined)}
            rightSection={busy ? <span className={classes.why}>{t('status.reason.busy')}</span> : null}
          >
            {t('status.signOutAgent')}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
