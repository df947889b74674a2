import { useTranslation, type Texts } from '@peal/i18n';
import { ColumnHeads, Table } from '@peal/ui';
import { useTimes } from '../server/use-times';
import classes from './security-page.module.css';

type ColumnText = keyof Texts['security']['column'];

interface SourceTableProps {
  columns: readonly [ColumnText, ColumnText, ColumnText];
  /** Who it is, how often it was refused, and the moment that matters. */
  rows: { who: string; count: number; at: string }[];
}

/** Who was refused, how often and when: names that are guessed at, sources that call too fast. */
export function SourceTable({ columns, rows }: SourceTableProps) {
  const { t } = useTranslation();
  const times = useTimes();
  return (
    <Table className={classes.table}>
      <ColumnHeads titles={columns.map((column) => t(`security.column.${column}`))} />
      <Table.Tbody>
        {rows.map(({ who, count, at }) => (
          <Table.Tr key={who}>
            <Table.Td className={classes.source}>{who}</Table.Td>
            <Table.Td className={classes.number}>{count}</Table.Td>
            <Table.Td className={classes.number}>{times.full(at)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
