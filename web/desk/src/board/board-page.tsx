import { useTranslation } from '@peal/i18n';
import { Page, Panel, PanelTitle, StateMark } from '@peal/ui';
import { useAgentViews, useContactViews, useQueueViews } from '../live/selectors';
import { useLive } from '../live/store';
import { AgentTable } from './agent-table';
import { BoardTiles } from './board-tiles';
import { CallTable } from './call-table';
import { QueueTable } from './queue-table';
import classes from './board-page.module.css';

/** The centre as it is now, straight from the event stream. */
export function BoardPage() {
  const { t } = useTranslation();
  const queues = useQueueViews();
  const agents = useAgentViews();
  const contacts = useContactViews();
  const open = useLive((live) => live.link === 'open');
  const signedOut = agents.filter((agent) => agent.status === 'signed_out').length;
  return (
    <Page
      title={t('board.title')}
      lead={t('board.lead')}
      actions={<StateMark tone={open ? 'ready' : 'trouble'}>{open ? t('board.live') : t('board.notLive')}</StateMark>}
    >
      <BoardTiles queues={queues} agents={agents} contacts={contacts} />
      <Panel className={classes.queues}>
        <PanelTitle>{t('board.queues')}</PanelTitle>
        <QueueTable queues={queues} />
      </Panel>
      <div className={classes.pair}>
        <Panel className={classes.half}>
          <PanelTitle side={signedOut > 0 ? t('board.signedOutCount', { count: signedOut }) : null}>{t('board.agents')}</PanelTitle>
          <AgentTable agents={agents} />
        </Panel>
        <Panel className={classes.half}>
          <PanelTitle>{t('board.calls')}</PanelTitle>
          <CallTable contacts={contacts} />
        </Panel>
      </div>
    </Page>
  );
}
