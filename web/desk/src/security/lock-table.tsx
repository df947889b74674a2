import { useTranslation } from '@peal/i18n';
import type { AccountLock } from '@peal/api-client';
import { Table } from '@peal/ui';
import { useTimes } from '../server/use-times';
import classes from './security-page.module.css';

/** Names whose passwords are being guessed from many places. */
export function LockTable({ locks }: { locks: AccountLock[] }) {
  const { t } = useTranslation();
  const times = useTimes();
  return (
    <Table className={classes.table}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('security.column.user')}</Table.Th>
          <Table.Th>{t('security.column.failures')}</Table.Th>
          <Table.Th>{t('security.column.nextTry')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {locks.map((lock) => (
          <Table.Tr key={lock.user}>
            <Table.Td className={classes.source}>{lock.user}</Table.Td>
            <Table.Td className={classes.number}>{lock.failures}</Table.Td>
            <Table.Td className={classes.number}>{times.full(lock.nextTry)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
