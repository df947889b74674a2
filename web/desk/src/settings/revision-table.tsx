import { useTranslation } from '@peal/i18n';
import { EmptyState, LoadingBox, Table } from '@peal/ui';
import { useProblemText } from '../server/use-problem-text';
import { useTimes } from '../server/use-times';
import { useRevisions } from './use-settings';
import classes from './overview.module.css';

export function RevisionTable() {
  const { t } = useTranslation();
  const times = useTimes();
  const text = useProblemText();
  const revisions = useRevisions();
  if (revisions.isLoading) return <LoadingBox height={200} />;
  if (revisions.error) return <EmptyState title={text(revisions.error)} />;
  return (
    <Table className={classes.table}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('settings.column.revision')}</Table.Th>
          <Table.Th>{t('settings.column.at')}</Table.Th>
          <Table.Th>{t('settings.column.by')}</Table.Th>
          <Table.Th>{t('settings.column.changes')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {(revisions.data ?? []).map((revision) => (
          <Table.Tr key={revision.revision}>
            <Table.Td>
              <b>{revision.revision}</b>
            </Table.Td>
            <Table.Td>{times.full(revision.at)}</Table.Td>
            <Table.Td>{revision.by}</Table.Td>
            <Table.Td>{revision.changes}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
