import { useTranslation } from '@peal/i18n';
import type { StrangerSource } from '@peal/api-client';
import { Table } from '@peal/ui';
import { useTimes } from '../server/use-times';
import classes from './security-page.module.css';

const columns = ['source', 'refused', 'last'] as const;

/** Where calls to open numbers came from faster than the settings let them. */
export function StrangerTable({ strangers }: { strangers: StrangerSource[] }) {
  const { t } = useTranslation();
  const times = useTimes();
  return (
    <Table className={classes.table}>
      <Table.Thead>
        <Table.Tr>
          {columns.map((column) => (
            <Table.Th key={column}>{t(`security.column.${column}`)}</Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {strangers.map((one) => (
          <Table.Tr key={one.source}>
            <Table.Td className={classes.source}>{one.source}</Table.Td>
            <Table.Td className={classes.number}>{one.refused}</Table.Td>
            <Table.Td className={classes.number}>{times.full(one.last)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
