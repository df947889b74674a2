import { useTranslation } from '@peal/i18n';
import type { RefusedCall } from '@peal/api-client';
import { Button, ColumnHeads, Table } from '@peal/ui';
import { useTimes } from '../server/use-times';
import classes from './refused.module.css';

const columns = ['at', 'source', 'from', 'to', 'answer', 'meaning'] as const;

/** One line for each refused call, with the way to its ladder. */
export function RefusedTable({ calls, chosen, onChoose }: { calls: RefusedCall[]; chosen: string | null; onChoose: (callId: string) => void }) {
  const { t } = useTranslation();
  const times = useTimes();
  return (
    <Table className={classes.table}>
      <ColumnHeads titles={columns.map((column) => t(`signalling.refused.column.${column}`))} actions />
      <Table.Tbody>
        {calls.map((call) => (
          <Table.Tr key={call.callId} data-chosen={call.callId === chosen}>
            <Table.Td className={classes.number}>{times.full(call.at)}</Table.Td>
            <Table.Td className={classes.number}>{call.source}</Table.Td>
            <Table.Td>{call.from}</Table.Td>
            <Table.Td>{call.to}</Table.Td>
            <Table.Td lang="en">
              {call.status} {call.reason}
              {call.cause ? <div className={classes.soft}>{call.cause}</div> : null}
            </Table.Td>
            <Table.Td className={classes.soft}>{call.meaning}</Table.Td>
            <Table.Td className={classes.action}>
              <Button size="compact-sm" variant="default" aria-expanded={call.callId === chosen} onClick={() => onChoose(call.callId)}>
                {t('signalling.refused.ladder')}
              </Button>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
