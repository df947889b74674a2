import { useState } from 'react';
import { useTranslation } from '@peal/i18n';
import type { SettingsEntry } from '@peal/api-client';
import { ColumnHeads, EmptyState, IconPlus, LoadingBox, Page, Panel, ReasonedButton, Table } from '@peal/ui';
import { RemoveEntry } from '../entries/remove-entry';
import { entryNow } from '../entries/use-entries';
import { useMay } from '../session/use-me';
import { useProblemText, useShowProblem } from '../server/use-problem-text';
import { TestCall } from './test-call';
import { TrunkForm } from './trunk-form';
import { TrunkRow } from './trunk-rows';
import { useTrunks } from './use-trunks';
import classes from './trunks-page.module.css';

const columns = ['trunk', 'state', 'since', 'calls', 'pace', 'share', 'refused', 'problem'] as const;

type Open = { what: 'test'; key: string } | { what: 'form'; entry: SettingsEntry | undefined } | { what: 'remove'; entry: SettingsEntry } | null;

/** The ways to the telephone network, live, and the forms to connect them. */
export function TrunksPage() {
  const { t } = useTranslation();
  const text = useProblemText();
  const showProblem = useShowProblem();
  const may = useMay('settings.write');
  const trunks = useTrunks();
  const [open, setOpen] = useState<Open>(null);
  const all = trunks.data ?? [];
  const tested = open?.what === 'test' ? all.find((trunk) => trunk.key === open.key) : undefined;
  const close = (): void => setOpen(null);
  // As it is at this moment, so that nobody changes what somebody else has just changed.
  const look = (key: string, what: 'form' | 'remove') => () => {
    entryNow('trunks', key).then((entry) => (entry ? setOpen({ what, entry }) : void trunks.refetch()), showProblem);
  };
  return (
    <Page
      title={t('trunks.title')}
      lead={t('trunks.lead')}
      actions={
        <ReasonedButton leftSection={<IconPlus size={16} />} reason={may ? undefined : t('settings.onlyRead')} onClick={() => setOpen({ what: 'form', entry: undefined })}>
          {t('entries.add.trunks')}
        </ReasonedButton>
      }
    >
      <Panel>
        {trunks.isLoading ? <LoadingBox height={200} /> : trunks.error && all.length === 0 ? <EmptyState title={text(trunks.error)} /> : all.length === 0 ? (
          <EmptyState title={t('trunks.empty')}>{t('trunks.emptyHint')}</EmptyState>
        ) : (
          <Table className={classes.table}>
            <ColumnHeads titles={columns.map((column) => t(`trunks.column.${column}`))} actions />
            <Table.Tbody>
              {all.map((trunk) => (
                <TrunkRow
                  key={trunk.key}
                  trunk={trunk}
                  actions={{ onTest: () => setOpen({ what: 'test', key: trunk.key }), onChange: may ? look(trunk.key, 'form') : undefined, onRemove: may ? look(trunk.key, 'remove') : undefined }}
                />
              ))}
            </Table.Tbody>
          </Table>
        )}
      </Panel>
      {tested ? <TestCall trunk={tested} onClose={close} /> : null}
      {open?.what === 'form' ? <TrunkForm entry={open.entry} onClose={close} /> : null}
      {open?.what === 'remove' ? <RemoveEntry section="trunks" entry={open.entry} onClose={close} /> : null}
    </Page>
  );
}
