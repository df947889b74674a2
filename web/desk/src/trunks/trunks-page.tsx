import { useState } from 'react';
import { useTranslation } from '@peal/i18n';
import { EmptyState, LoadingBox, Page, Panel, Table } from '@peal/ui';
import { useProblemText } from '../server/use-problem-text';
import { TestCall } from './test-call';
import { TrunkRow } from './trunk-rows';
import { useTrunks } from './use-trunks';
import classes from './trunks-page.module.css';

const columns = ['trunk', 'state', 'since', 'calls', 'pace', 'share', 'refused', 'problem'] as const;

/** The ways to the telephone network, live. */
export function TrunksPage() {
  const { t } = useTranslation();
  const text = useProblemText();
  const trunks = useTrunks();
  const [tested, setTested] = useState<string | null>(null);
  const all = trunks.data ?? [];
  const chosen = all.find((trunk) => trunk.key === tested);
  return (
    <Page title={t('trunks.title')} lead={t('trunks.lead')}>
      <Panel>
        {trunks.isLoading ? <LoadingBox height={200} /> : trunks.error && all.length === 0 ? <EmptyState title={text(trunks.error)} /> : all.length === 0 ? (
          <EmptyState title={t('trunks.empty')}>{t('trunks.emptyHint')}</EmptyState>
        ) : (
          <Table className={classes.table}>
            <Table.Thead>
              <Table.Tr>
                {columns.map((column) => (
                  <Table.Th key={column}>{t(`trunks.column.${column}`)}</Table.Th>
                ))}
                <Table.Th />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {all.map((trunk) => (
                <TrunkRow key={trunk.key} trunk={trunk} onTest={() => setTested(trunk.key)} />
              ))}
            </Table.Tbody>
          </Table>
        )}
      </Panel>
      {chosen ? <TestCall trunk={chosen} onClose={() => setTested(null)} /> : null}
    </Page>
  );
}
