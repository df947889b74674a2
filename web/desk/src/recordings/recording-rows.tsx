import { useTranslation } from '@peal/i18n';
import type { RecordingSummary } from '@peal/api-client';
import { formatDuration, StateMark, Table, type Tone } from '@peal/ui';
import { contactTitle } from '../contacts/contact-title';
import { formatNumber } from '../customers/format-number';
import { useAgentNames, useQueueNames } from '../server/use-names';
import { useCauseText } from '../server/use-cause-text';
import { useTimes } from '../server/use-times';
import classes from '../customers/customer-rows.module.css';

interface RecordingRowsProps {
  items: RecordingSummary[];
  selected: string | null;
  onSelect: (id: string) => void;
}

export function RecordingRows({ items, selected, onSelect }: RecordingRowsProps) {
  const { t } = useTranslation();
  const times = useTimes();
  const agentName = useAgentNames();
  const causeText = useCauseText();
  const queueName = useQueueNames();
  const state = (one: RecordingSummary): [Tone, string] =>
    one.endedAt === null ? ['talk', t('recordings.running')]
    : one.whole ? ['ready', t('recordings.whole')]
    : ['trouble', t('recordings.broken', { cause: causeText(one.cause) })];
  return (
    <Table className={classes.table}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('recordings.column.time')}</Table.Th>
          <Table.Th>{t('recordings.column.caller')}</Table.Th>
          <Table.Th>{t('recordings.column.agent')}</Table.Th>
          <Table.Th>{t('recordings.column.queue')}</Table.Th>
          <Table.Th>{t('recordings.column.length')}</Table.Th>
          <Table.Th>{t('recordings.column.state')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {items.map((recording) => {
          const [tone, words] = state(recording);
          const title = recording.contact ? contactTitle({ customerName: recording.customerName, callerName: '', caller: recording.caller }, t) : t('recordings.conference');
          return (
            <Table.Tr key={recording.id} data-selected={recording.id === selected || undefined} onClick={() => onSelect(recording.id)}>
              <Table.Td>{times.full(recording.startedAt)}</Table.Td>
              <Table.Td>
                <button type="button" className={classes.name} aria-current={recording.id === selected}>
                  {title === recording.caller ? formatNumber(title) : title}
                </button>
              </Table.Td>
              <Table.Td>{agentName(recording.agent) || '–'}</Table.Td>
              <Table.Td>{queueName(recording.queue) || '–'}</Table.Td>
              <Table.Td>{formatDuration(recording.lengthMs)}</Table.Td>
              <Table.Td>
                <StateMark tone={tone}>{words}</StateMark>
              </Table.Td>
            </Table.Tr>
          );
        })}
      </Table.Tbody>
    </Table>
  );
}
