import { useTranslation } from '@peal/i18n';
import type { AgentView } from '@peal/api-client';
import { Button, Panel, PanelTitle } from '@peal/ui';
import { useAgentViews } from '../live/selectors';
import { useMyPhone } from './use-my-phone';
import classes from './my-phone-page.module.css';

/** Which phone rings for this agent, and the way back from a colleague's. */
export function SeatPanel({ agent }: { agent: AgentView }) {
  const { t } = useTranslation();
  const agents = useAgentViews();
  const { leave } = useMyPhone();
  const nameOf = (id: string): string => agents.find((each) => each.id === id)?.name ?? '–';
  const where = agent.seat
    ? t('myPhone.at', { name: nameOf(agent.seat) })
    : agent.guest
      ? t('myPhone.taken', { name: nameOf(agent.guest) })
      : t(`myPhone.own.${agent.device}`);
  return (
    <Panel>
      <PanelTitle>{t('myPhone.where')}</PanelTitle>
      <div className={classes.body}>
        <p className={classes.strong}>{where}</p>
        <p className={classes.soft}>{t('myPhone.seatHint', { number: agent.number || '–' })}</p>
        {agent.seat ? (
          <Button className={classes.save} variant="default" loading={leave.isPending} onClick={() => leave.mutate()}>
            {t('myPhone.leave')}
          </Button>
        ) : null}
      </div>
    </Panel>
  );
}
