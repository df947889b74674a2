import { useTranslation } from '@peal/i18n';
import type { OutsideAlarm } from '@peal/api-client';
import { Button, ColumnHeads, EmptyState, notifications, StateMark, Table } from '@peal/ui';
import { useShowProblem } from '../server/use-problem-text';
import { useTimes } from '../server/use-times';
import { useAcknowledge } from './use-security';
import classes from './security-page.module.css';

const columns = ['alarm', 'count', 'last', 'number', 'who'] as const;

/** Calls to outside that the rules did not let out, until somebody takes note of them. */
export function AlarmTable({ alarms }: { alarms: OutsideAlarm[] }) {
  const { t } = useTranslation();
  const times = useTimes();
  const show = useShowProblem();
  const acknowledge = useAcknowledge();
  if (alarms.length === 0) return <EmptyState title={t('security.noAlarms')}>{t('security.noAlarmsHint')}</EmptyState>;
  const done = () => notifications.show({ message: t('security.acknowledged') });
  return (
    <Table className={classes.table}>
      <ColumnHeads titles={columns.map((column) => t(`security.column.${column}`))} actions />
      <Table.Tbody>
        {alarms.map((alarm) => (
          <Table.Tr key={alarm.id}>
            <Table.Td>
              <StateMark tone="trouble">{alarm.text}</StateMark>
            </Table.Td>
            <Table.Td className={classes.number}>{alarm.calls}</Table.Td>
            <Table.Td className={classes.number}>{times.full(alarm.last)}</Table.Td>
            <Table.Td className={classes.number}>{alarm.beginning}…</Table.Td>
            <Table.Td>{alarm.agent || t('security.testCall')}</Table.Td>
            <Table.Td className={classes.action}>
              <Button size="compact-sm" variant="default" onClick={() => acknowledge.mutate(alarm.id, { onSuccess: done, onError: show })}>
                {t('security.acknowledge')}
              </Button>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
