import { useTranslation } from '@peal/i18n';
import type { ContactView, HandlingView } from '@peal/api-client';
import { Elapsed, ReasonedButton, StateMark } from '@peal/ui';
import { useAgentNames } from '../server/use-names';
import { useCallActions } from './use-call-actions';
import classes from './consult-bar.module.css';

/** Whom the agent asks while the customer waits, and how it goes on. */
export function ConsultBar({ contact, handling }: { contact: ContactView; handling: HandlingView }) {
  const { t } = useTranslation();
  const agentName = useAgentNames();
  const actions = useCallActions(contact);
  const consult = handling.consult;
  if (!consult) return null;
  const who = agentName(consult.agent) || consult.outside;
  const state =
    !consult.answered ? t('call.consult.rings', { who })
    : consult.byPhone ? t('call.consult.byPhone')
    : consult.withTarget ? t('call.consult.talks', { who })
    : t('call.consult.waits', { who });
  const noSwap = consult.byPhone ? t('call.consult.onPhone') : consult.answered ? undefined : t('call.consult.notYet');
  return (
    <div className={classes.bar} role="group" aria-label={state}>
      <StateMark tone={consult.answered ? 'talk' : 'offer'}>{state}</StateMark>
      <Elapsed since={Date.parse(consult.since)} className={classes.timer} />
      <span className={classes.gap} />
      <ReasonedButton size="xs" variant="default" reason={noSwap} loading={actions.swap.isPending} onClick={() => actions.swap.mutate()}>
        {t('call.consult.swap')}
      </ReasonedButton>
      <ReasonedButton size="xs" loading={actions.complete.isPending} onClick={() => actions.complete.mutate()}>
        {t('call.consult.complete')}
      </ReasonedButton>
      <ReasonedButton size="xs" variant="default" loading={actions.cancel.isPending} onClick={() => actions.cancel.mutate()}>
        {t('call.consult.cancel')}
      </ReasonedButton>
    </div>
  );
}
