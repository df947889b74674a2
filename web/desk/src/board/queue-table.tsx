import { useShallow } from 'zustand/react/shallow';
import { useTranslated, useTranslation } from '@peal/i18n';
import type { QueueView } from '@peal/api-client';
import { Elapsed, EmptyState, IconQueue, Table, Tooltip } from '@peal/ui';
import { queueFigures } from '../live/selectors';
import { useLive } from '../live/store';
import { useServiceLevelSeconds, useWaitLimits } from '../server/use-wait-limits';
import { percent, serviceTone } from './service-level';
import classes from './board-table.module.css';

export function QueueTable({ queues }: { queues: QueueView[] }) {
  const { t } = useTranslation();
  if (queues.length === 0) return <EmptyState icon={<IconQueue size={28} />} title={t('board.noQueues')}>{t('board.noQueuesText')}</EmptyState>;
  return (
    <Table className={classes.table}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('board.queue')}</Table.Th>
          <Table.Th className={classes.number}>{t('board.waiting')}</Table.Th>
          <Table.Th className={classes.number}>{t('board.longest')}</Table.Th>
          <Table.Th className={classes.number}>{t('board.serviceLevel')}</Table.Th>
          <Table.Th className={classes.number}>{t('board.offered')}</Table.Th>
          <Table.Th className={classes.number}>{t('board.answered')}</Table.Th>
          <Table.Th className={classes.number}>{t('board.abandoned')}</Table.Th>
          <Table.Th className={classes.number}>{t('board.agentsIdle')}</Table.Th>
          <Table.Th className={classes.number}>{t('board.agentsBusy')}</Table.Th>
          <Table.Th className={classes.number}>{t('board.agentsAway')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {queues.map((queue) => (
          <QueueRow key={queue.id} queue={queue} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function QueueRow({ queue }: { queue: QueueView }) {
  const { t } = useTranslation();
  const translated = useTranslated();
  const waitLimits = useWaitLimits();
  const seconds = useServiceLevelSeconds()(queue.id);
  const today = useLive(useShallow((live) => queueFigures(live, queue.id)?.today));
  const level = today?.serviceLevel ?? null;
  return (
    <Table.Tr>
      <Table.Td className={classes.name}>{translated(queue.name)}</Table.Td>
      <Table.Td className={classes.number} data-strong={queue.waiting > 0 || undefined}>{queue.waiting}</Table.Td>
      <Table.Td className={classes.number}>
        {queue.longestSince ? (
          <Elapsed since={Date.parse(queue.longestSince)} {...waitLimits(queue.id)} />
        ) : '–'}
      </Table.Td>
      <Table.Td className={classes.number}>
        <Tooltip label={t('board.serviceLevelHelp', { seconds })}>
          <span className={classes.level} data-tone={serviceTone(level)}>
            {percent(level)} <small>{t('common.seconds', { count: seconds })}</small>
          </span>
        </Tooltip>
      </Table.Td>
      <Table.Td className={classes.number}>{today?.offered ?? 0}</Table.Td>
      <Table.Td className={classes.number}>{today?.answered ?? 0}</Table.Td>
      <Table.Td className={classes.number} data-bad={(today?.abandoned ?? 0) > 0 || undefined}>{today?.abandoned ?? 0}</Table.Td>
      <Table.Td className={classes.number} data-bad={(queue.waiting > 0 && queue.ready + queue.busy === 0) || undefined}>{queue.ready}</Table.Td>
      <Table.Td className={classes.number}>{queue.busy}</Table.Td>
      <Table.Td className={classes.number}>{queue.away}</Table.Td>
    </Table.Tr>
  );
}
