import { useTranslation } from '@peal/i18n';
import type { ConsultView, ContactView, HandlingView } from '@peal/api-client';
import { Elapsed, ReasonedButton, StateMark } from '@peal/ui';
import { useAgentNames } from '../server/use-names';
import { useHotkey } from '../keys/use-hotkey';
import { useCallActions } from './use-call-actions';
import classes from './consult-bar.module.css';

/** Whom the agent asks while the customer waits, and how it goes on. */
export function ConsultBar({ contact, handling }: { contact: ContactView; handling: HandlingView }) {
  const consult = handling.consult;
  return consult ? <Asking contact={contact} consult={consult} /> : null;
}

function Asking({ contact, consult }: { contact: ContactView; consult: ConsultView }) {
  const { t } = useTranslation();
  const agentName = useAgentNames();
  const actions = useCallActions(contact);
  const who = agentName(consult.agent) || consult.outside;
  const state =
    !consult.answered ? t('call.consult.rings', { who })
    : consult.byPhone ? t('call.consult.byPhone')
    : consult.joined ? t('call.consult.joined', { who })
    : consult.withTarget ? t('call.consult.talks', { who })
    : t('call.consult.waits', { who });
  const noSwap = consult.byPhone ? t('call.consult.onPhone') : consult.answered ? undefined : t('call.consult.notYet');
  const noJoin = consult.byPhone ? t('call.consult.joinOnPhone') : consult.answered ? undefined : t('call.consult.notYet');
  useHotkey('join', () => actions.join.mutate(), noJoin === undefined && !consult.joined && !actions.join.isPending);
  return (
    <div className={classes.bar} role="group" aria-label={state}>
      <StateMark tone={consult.answered ? 'talk' : 'offer'}>{state}</StateMark>
      <Elapsed since={Date.parse(consult.since)} className={classes.timer} />
      <span className={classes.gap} />
      <ReasonedButton size="xs" variant="default" reason={noSwap} loading={actions.swap.isPending} onClick={() => actions.swap.mutate()}>
        {t(consult.joined ? 'call.consult.split' : 'call.consult.swap')}
      </ReasonedButton>
      {consult.joined ? null : (
        <ReasonedButton size="xs" variant="default" reason={noJoin} loading={actions.join.isPending} onClick={() => actions.join.mutate()}>
          {t('call.consult.join')}
        </ReasonedButton>
      )}
      <ReasonedButton size="xs" loading={actions.complete.isPending} onClick={() => actions.complete.mutate()}>
        {t(consult.joined ? 'call.consult.leave' : 'call.consult.complete')}
      </ReasonedButton>
      <ReasonedButton size="xs" variant="default" loading={actions.cancel.isPending} onClick={() => actions.cancel.mutate()}>
        {t(consult.joined ? 'call.consult.drop' : 'call.consult.cancel')}
      </ReasonedButton>
    </div>
  );
}
