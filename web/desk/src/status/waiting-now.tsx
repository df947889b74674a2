import { useTranslated, useTranslation } from '@peal/i18n';
import { Elapsed, IconClock, Tooltip } from '@peal/ui';
import type { QueueView } from '@peal/api-client';
import { useQueueViews } from '../live/selectors';
import { useWaitLimits } from '../server/use-wait-limits';
import classes from './waiting-now.module.css';

/** The queue in the deepest trouble: who has waited longest. */
export function worstQueue(queues: QueueView[]): QueueView | undefined {
  return queues
    .filter((queue) => queue.waiting > 0 && queue.longestSince !== null)
    .sort((a, b) => Date.parse(a.longestSince ?? '') - Date.parse(b.longestSince ?? ''))[0];
}

export function WaitingNow() {
  const { t } = useTranslation();
  const translated = useTranslated();
  const queues = useQueueViews();
  const worst = worstQueue(queues);
  const waitLimits = useWaitLimits();
  const list = queues.map((queue) => t('desk.queueWaiting', { queue: translated(queue.name), count: queue.waiting })).join('\n');
  return (
    <Tooltip label={<span className={classes.list}>{list}</span>} disabled={queues.length === 0}>
      <div className={classes.waiting} data-busy={worst !== undefined || undefined}>
        <IconClock size={16} />
        {worst?.longestSince ? (
          <span>
            {t('desk.queueWaiting', { queue: translated(worst.name), count: worst.waiting })}
            <span className={classes.longest}>{t('desk.longest')}</span>
            <Elapsed since={Date.parse(worst.longestSince)} {...waitLimits(worst.id)} />
          </span>
        ) : (
          <span>{t('desk.nobodyWaiting')}</span>
        )}
      </div>
    </Tooltip>
  );
}
