import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from '@peal/i18n';
import type { AgentView } from '@peal/api-client';
import { Button, EmptyState, IconAlert, IconHeadset, IconMoon, IconPhone, Panel } from '@peal/ui';
import { DialForm } from '../call/dial-form';
import { useMe } from '../session/use-me';
import { useStatusActions } from '../status/use-status-actions';
import { checkedFor } from '../phone/device-check-mark';
import { usePhone } from '../phone/phone-store';
import classes from './idle-centre.module.css';

/** The centre while no contact is in hand: what will happen next, or what is missing. */
export function IdleCentre({ agent }: { agent: AgentView | undefined }) {
  const { t } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const actions = useStatusActions();
  const open = usePhone((phone) => phone.microphone === 'open');
  // Whoever was made ready by another way, and can be heard here, only waits for a call.
  const works = open && agent?.status === 'ready';
  const unchecked = me.softphone !== null && !checkedFor(me.session) && !works;

  const content = (() => {
    if (!agent) return <EmptyState title={t('common.loading')} />;
    const signedOut = agent.status === 'signed_out';
    if (signedOut || unchecked) {
      return (
        <EmptyState icon={<IconHeadset size={40} />} title={t(signedOut ? 'desk.signedOut' : 'desk.unchecked')}>
          <p>{t(signedOut ? 'desk.signedOutText' : 'desk.uncheckedText')}</p>
          {me.softphone ? (
            <Button onClick={() => void navigate({ to: '/device-check' })}>{t('desk.startCheck')}</Button>
          ) : (
            <Button loading={actions.pending} onClick={() => void actions.signIn().then(actions.setReady, () => undefined)}>
              {t('desk.startNow')}
            </Button>
          )}
        </EmptyState>
      );
    }
    if (agent.status === 'ready') {
      return (
        <EmptyState icon={<IconPhone size={40} />} title={t('desk.waitingForCall')}>
          <p>{t('desk.waitingForCallText')}</p>
          {me.softphone ? <DialForm /> : null}
        </EmptyState>
      );
    }
    const why = agent.statusCause === 'no_answer' ? 'notResponding' : agent.statusCause === 'device_lost' ? 'phoneLost' : 'away';
    return (
      <EmptyState icon={why === 'away' ? <IconMoon size={40} /> : <IconAlert size={40} />} title={t(`desk.${why}`)}>
        <p>{t(`desk.${why}Text`)}</p>
        <Button loading={actions.pending} onClick={actions.setReady}>
          {t('status.goReady')}
        </Button>
        {me.softphone ? <DialForm /> : null}
      </EmptyState>
    );
  })();
  return <Panel className={classes.idle}>{content}</Panel>;
}
