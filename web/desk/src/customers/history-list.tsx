import { Link } from '@tanstack/react-router';
import { useTranslation } from '@peal/i18n';
import type { ContactSummary } from '@peal/api-client';
import { formatDuration, StateMark } from '@peal/ui';
import { endTone } from '../calls/end-tone';
import { useAgentNames, useDispositionNames, useQueueNames } from '../server/use-names';
import { useTimes } from '../server/use-times';
import classes from './history-list.module.css';

/** Contacts in two lines each: when and how it ended, then where and with whom. */
export function HistoryList({ items }: { items: ContactSummary[] }) {
  const { t } = useTranslation();
  const times = useTimes();
  const queueName = useQueueNames();
  const agentName = useAgentNames();
  const dispositionName = useDispositionNames();
  return (
    <ul className={classes.list}>
      {items.map((item) => (
        <li key={item.id}>
          <Link to="/calls/$id" params={{ id: item.id }} className={classes.item}>
            <span className={classes.line}>
              <time dateTime={item.arrivedAt}>{times.full(item.arrivedAt)}</time>
              <StateMark tone={endTone(item.end)}>{item.end ? t(`calls.end.${item.end}`) : t('calls.running')}</StateMark>
            </span>
            <span className={classes.soft}>
              {[queueName(item.queue), agentName(item.agent), item.talkedMs > 0 ? formatDuration(item.talkedMs) : '', dispositionName(item.disposition)]
                .filter(Boolean)
                .map((part) => (
                  <span key={part}>{part}</span>
                ))}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
