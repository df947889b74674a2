import { useTranslation } from '@peal/i18n';
import type { AgentView } from '@peal/api-client';
import { Elapsed, EmptyState, IconHangUp, IconPhone, Panel, ReasonedButton } from '@peal/ui';
import { useHotkey, useKeyLabel } from '../keys/use-hotkey';
import { answerLeg, declineLeg, hangUpLeg } from '../phone/phone';
import { usePhone } from '../phone/phone-store';
import { useAgentNames } from '../server/use-names';
import classes from './internal-card.module.css';

/** A call with a colleague, or a number that is no customer's. */
export function InternalCard({ agent }: { agent: AgentView }) {
  const { t } = useTranslation();
  const agentName = useAgentNames();
  const leg = usePhone((phone) => phone.leg);
  const answerKey = useKeyLabel('answer');
  const internal = agent.internal;
  const rings = internal?.called === true && !internal.connected;
  useHotkey('answer', answerLeg, rings && leg === 'arriving');
  if (!internal) return null;
  const who = agentName(internal.with) || t('call.internal.somebody');
  const title =
    internal.connected ? t('call.internal.talking', { who })
    : internal.called ? t('call.internal.incoming', { who })
    : t('call.internal.calling', { who });
  return (
    <Panel className={classes.card} label={title}>
      <EmptyState icon={<IconPhone size={40} />} title={title}>
        <Elapsed since={Date.parse(agent.stateSince)} className={classes.timer} />
        <div className={classes.buttons}>
          {rings ? (
            <ReasonedButton size="lg" hotkey={answerKey} reason={leg === 'arriving' ? undefined : t('call.answerOnPhone')} leftSection={<IconPhone />} onClick={answerLeg}>
              {t('call.answer')}
            </ReasonedButton>
          ) : null}
          {leg !== 'none' ? (
            <ReasonedButton size="lg" variant="default" leftSection={<IconHangUp />} onClick={rings ? declineLeg : hangUpLeg}>
              {rings ? t('call.reject') : t('call.internal.hangUp')}
            </ReasonedButton>
          ) : null}
        </div>
      </EmptyState>
    </Panel>
  );
}
