import { useState, type ReactNode } from 'react';
import { useTranslation } from '@peal/i18n';
import type { SettingsEntry } from '@peal/api-client';
import { Button, ColumnHeads, EmptyState, IconPlus, LoadingBox, Panel, ReasonedButton, Table, TextInput, useDebouncedValue } from '@peal/ui';
import { useMay } from '../session/use-me';
import { useProblemText } from '../server/use-problem-text';
import type { Section } from './fields';
import { RemoveEntry } from './remove-entry';
import { useEntries } from './use-entries';
import classes from './entries.module.css';

export interface Column {
  title: string;
  cell: (entry: SettingsEntry) => ReactNode;
}

interface EntryListProps {
  section: Section;
  columns: Column[];
  /** The form; without an entry, for a new one. */
  form: (entry: SettingsEntry | undefined, onClose: () => void) => ReactNode;
  /** Stands before "change" in each row. */
  extra?: (entry: SettingsEntry) => ReactNode;
}

type Open = { what: 'form' | 'remove'; entry: SettingsEntry | undefined } | null;

const kSearchPauseMs = 300;

/** A section of the settings: what is there, and how to add, change and remove it. */
export function EntryList({ section, columns, form, extra }: EntryListProps) {
  const { t } = useTranslation();
  const text = useProblemText();
  const may = useMay('settings.write');
  const [search, setSearch] = useState('');
  const [settled] = useDebouncedValue(search.trim(), kSearchPauseMs);
  const found = useEntries(section, settled);
  const [open, setOpen] = useState<Open>(null);
  const close = (): void => setOpen(null);
  const items = found.data?.items ?? [];
  const matching = found.data?.matching ?? 0;
  return (
    <>
      <Panel>
        <div className={classes.bar}>
          <TextInput className={classes.search} size="xs" aria-label={t('entries.search')} placeholder={t('entries.search')} value={search} onChange={(event) => setSearch(event.currentTarget.value)} />
          {matching > items.length ? <span className={classes.hint}>{t('entries.shown', { shown: items.length, matching })}</span> : null}
          <ReasonedButton size="compact-sm" leftSection={<IconPlus size={14} />} reason={may ? undefined : t('settings.onlyRead')} onClick={() => setOpen({ what: 'form', entry: undefined })}>
            {t(`entries.add.${section}`)}
          </ReasonedButton>
        </div>
        {found.isLoading ? <LoadingBox height={200} /> : found.error && !found.data ? <EmptyState title={text(found.error)} /> : items.length === 0 ? <EmptyState title={settled === '' ? t('entries.none') : t('entries.noneFound')} /> : (
          <Table className={classes.table}>
            <ColumnHeads titles={columns.map((column) => column.title)} actions />
            <Table.Tbody>
              {items.map((entry) => (
                <Table.Tr key={entry.key}>
                  {columns.map((column) => (
                    <Table.Td key={column.title}>{column.cell(entry)}</Table.Td>
                  ))}
                  <Table.Td className={classes.actions}>
                    {may ? (
                      <>
                        {extra?.(entry)}{' '}
                        <Button size="compact-xs" variant="default" aria-label={t('entries.changeOf', { name: entry.key })} onClick={() => setOpen({ what: 'form', entry })}>
                          {t('entries.changeButton')}
                        </Button>{' '}
                        <Button size="compact-xs" variant="subtle" color="red" aria-label={t('entries.removeOf', { name: entry.key })} onClick={() => setOpen({ what: 'remove', entry })}>
                          {t('entries.remove')}
                        </Button>
                      </>
                    ) : null}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </Panel>
      <p className={classes.note}>{t('entries.file')}</p>
      {open?.what === 'form' ? form(open.entry, close) : null}
      {open?.what === 'remove' && open.entry ? <RemoveEntry section={section} entry={open.entry} onClose={close} /> : null}
    </>
  );
}
