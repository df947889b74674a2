import { Link } from '@tanstack/react-router';
import { useTranslation } from '@peal/i18n';
import type { ContactSummary } from '@peal/api-client';
import { formatDuration, IconWave, StateMark, Table, Tooltip } from '@peal/ui';
import { contactTitle } from '../contacts/contact-title';
import { formatNumber } from '../customers/format-number';
import { useAgentNames, useDispositionNames, useQueueNames } from '../server/use-names';
import { useTimes } from '../server/use-times';
import { endTone } from './end-tone';
import classes from './call-rows.module.css';

export function CallRows({ items }: { items: ContactSummary[] }) {
  const { t } = useTranslation();
  const times = useTimes();
  const queueName = useQueueNames();
  const agentName = useAgentNames();
  const dispositionName = useDispositionNames();
  return (
    <Table className={classes.table} stickyHeader>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('calls.column.time')}</Table.Th>
          <Table.Th>{t('calls.column.caller')}</Table.Th>
          <Table.Th>{t('calls.column.outcome')}</Table.Th>
          <Table.Th>{t('calls.column.queue')}</Table.Th>
          <Table.Th>{t('calls.column.agent')}</Table.Th>
          <Table.Th className={classes.number}>{t('calls.column.waited')}</Table.Th>
          <Table.Th className={classes.number}>{t('calls.column.talked')}</Table.Th>
          <Table.Th>{t('calls.column.disposition')}</Table.Th>
          <Table.Th>{t('calls.column.recording')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {items.map((call) => {
          const title = contactTitle(call, t);
          return (
            <Table.Tr key={call.id}>
              <Table.Td>{times.full(call.arrivedAt)}</Table.Td>
              <Table.Td>
                <Link to="/calls/$id" params={{ id: call.id }} className={classes.link}>
                  {title === call.caller ? formatNumber(title) : title}
                </Link>
                {title === call.caller ? null : <span className={classes.soft}>{formatNumber(call.caller)}</span>}
              </Table.Td>
              <Table.Td>
                <StateMark tone={endTone(call.end)}>{call.end ? t(`calls.end.${call.end}`) : t('calls.running')}</StateMark>
              </Table.Td>
              <Table.Td>{queueName(call.queue) || '–'}</Table.Td>
              <Table.Td>{agentName(call.agent) || '–'}</Table.Td>
              <Table.Td className={classes.number}>{formatDuration(call.waitedMs)}</Table.Td>
              <Table.Td className={classes.number}>{call.talkedMs > 0 ? formatDuration(call.talkedMs) : '–'}</Table.Td>
              <Table.Td>{dispositionName(call.disposition) || '–'}</Table.Td>
              <Table.Td>
                {call.recorded ? (
                  <Tooltip label={t('calls.column.recording')}>
                    <span className={classes.recording}>
                      <IconWave size={18} />
                    </span>
                  </Tooltip>
                ) : null}
              </Table.Td>
            </Table.Tr>
          );
        })}
      </Table.Tbody>
    </Table>
  );
}
