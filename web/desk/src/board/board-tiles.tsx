import { useTranslation } from '@peal/i18n';
import type { AgentView, ContactView, QueueFigures, QueueView } from '@peal/api-client';
import { useShallow } from 'zustand/react/shallow';
import { Elapsed } from '@peal/ui';
import type { ReactNode } from 'react';
import { queueFigures } from '../live/selectors';
import { useLive } from '../live/store';
import { useWaitLimits } from '../server/use-wait-limits';
import { presenceOf } from '../status/presence';
import { percent, serviceLevelOf, serviceTone } from './service-level';
import classes from './board-tiles.module.css';

interface BoardTilesProps {
  queues: QueueView[];
  agents: AgentView[];
  contacts: ContactView[];
}

/** The few numbers to read from across the room. */
export function BoardTiles({ queues, agents, contacts }: BoardTilesProps) {
  const { t } = useTranslation();
  const waitLimits = useWaitLimits();
  const figures = useLive(
    useShallow((live) => queues.map((queue) => queueFigures(live, queue.id)).filter((one): one is QueueFigures => one !== undefined)),
  );
  const today = figures.map((one) => one.today);
  const waiting = queues.reduce((sum, queue) => sum + queue.waiting, 0);
  const since = queues
    .filter((queue) => queue.longestSince !== null)
    .sort((a, b) => Date.parse(a.longestSince ?? '') - Date.parse(b.longestSince ?? ''))[0];
  const abandoned = today.reduce((sum, one) => sum + one.abandoned, 0);
  const level = serviceLevelOf(today);
  const live = contacts.filter((contact) => contact.state !== 'wrap_up').length;
  // Counted by agent, not by queue: somebody with two skills is one person.
  const working = agents.filter((agent) => agent.status !== 'signed_out');
  const busy = working.filter((agent) => agent.state !== 'idle').length;
  // Who cannot be rung is not ready, as the queues say too.
  const ready = working.filter((agent) => presenceOf(agent).word === 'ready').length;
  return (
    <div className={classes.tiles}>
      <Tile label={t('board.tiles.waiting')} tone={waiting > 0 ? 'offer' : undefined}>
        {waiting}
      </Tile>
      <Tile label={t('board.tiles.longest')}>
        {since?.longestSince ? (
          <Elapsed since={Date.parse(since.longestSince)} {...waitLimits(since.id)} />
        ) : (
          '–'
        )}
      </Tile>
      <Tile label={t('board.tiles.serviceLevel')} tone={serviceTone(level)}>
        {percent(level)}
      </Tile>
      <Tile label={t('board.tiles.abandoned')} tone={abandoned > 0 ? 'trouble' : undefined}>
        {abandoned}
      </Tile>
      <Tile label={t('board.tiles.calls')}>{live}</Tile>
      <Tile label={t('board.tiles.agents')}>
        <span className={classes.triple}>
          <b data-tone="ready">{ready}</b>
          <i>/</i>
          <b data-tone="talk">{busy}</b>
          <i>/</i>
          <b data-tone="away">{working.length - busy - ready}</b>
        </span>
      </Tile>
    </div>
  );
}

function Tile({ label, tone, children }: { label: string; tone?: string | undefined; children: ReactNode }) {
  return (
    <div className={classes.tile}>
      <div className={classes.label}>{label}</div>
      <div className={classes.value} data-tone={tone}>
        {children}
      </div>
    </div>
  );
}
