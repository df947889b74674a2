import { useTranslation } from '@peal/i18n';
import type { Ban } from '@peal/api-client';
import { Button, ColumnHeads, EmptyState, notifications, Table } from '@peal/ui';
import { useShowProblem } from '../server/use-problem-text';
import { useTimes } from '../server/use-times';
import { useLiftBan } from './use-security';
import classes from './security-page.module.css';

const columns = ['source', 'why', 'since', 'until', 'times', 'dropped'] as const;

/** Sources that are shut out of the telephone port, each with the way to let it in again. */
export function BanTable({ bans }: { bans: Ban[] }) {
  const { t } = useTranslation();
  const times = useTimes();
  const show = useShowProblem();
  const lift = useLiftBan();
  if (bans.length === 0) return <EmptyState title={t('security.noBans')} />;
  const done = (source: string) => notifications.show({ message: t('security.lifted', { source }) });
  return (
    <Table className={classes.table}>
      <ColumnHeads titles={columns.map((column) => t(`security.column.${column}`))} actions />
      <Table.Tbody>
        {bans.map((ban) => (
          <Table.Tr key={ban.source}>
            <Table.Td className={classes.source}>{ban.source}</Table.Td>
            <Table.Td>{ban.text}</Table.Td>
            <Table.Td className={classes.number}>{times.full(ban.since)}</Table.Td>
            <Table.Td className={classes.number}>{times.full(ban.until)}</Table.Td>
            <Table.Td className={classes.number}>{ban.times}</Table.Td>
            <Table.Td className={classes.number}>{ban.dropped}</Table.Td>
            <Table.Td className={classes.action}>
              <Button
                size="compact-sm"
                variant="default"
                aria-label={t('security.liftOne', { source: ban.source })}
                onClick={() => lift.mutate(ban.source, { onSuccess: () => done(ban.source), onError: show })}
              >
                {t('security.lift')}
              </Button>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
