import { useTranslated, useTranslation, languageName } from '@peal/i18n';
import type { Settings } from '@peal/api-client';
import { EntryForm } from '../entries/entry-form';
import { EntryList } from '../entries/entry-list';
import type { Field } from '../entries/fields';
import { useEntries } from '../entries/use-entries';
import { line, nameLine } from './entry-lines';
import { useLanguageChoices } from './use-language-choices';

/** What callers dial, and where it leads. */
export function NumberPane({ settings }: { settings: Settings }) {
  const { t, i18n } = useTranslation();
  const translated = useTranslated();
  const languages = useLanguageChoices();
  const trunks = useEntries('trunks');
  const flows = settings.flows.map((flow) => ({ value: flow.key, label: translated(flow.name) || flow.key }));
  const ways = (trunks.data?.items ?? []).map(({ key, entry }) => ({ value: key, label: translated(nameLine(entry)) || key }));
  const fields: Field[] = [
    { path: 'digits', label: 'digits', hint: 'digits', kind: 'text', needed: true },
    { path: 'flow', label: 'flow', kind: 'choice', choices: flows, needed: true },
    { path: 'name.zh-CN', label: 'nameZh', kind: 'text' },
    { path: 'name.en-US', label: 'nameEn', kind: 'text' },
    { path: 'trunk', label: 'trunk', hint: 'numberTrunk', kind: 'choice', choices: ways },
    { path: 'language', label: 'language', kind: 'choice', choices: languages, usual: settings.language },
  ];
  const called = (choices: { value: string; label: string }[], value: string): string => choices.find((choice) => choice.value === value)?.label ?? value;
  return (
    <EntryList
      section="numbers"
      columns={[
        { title: t('entries.column.digits'), cell: ({ key }) => <b>{key}</b> },
        { title: t('entries.column.name'), cell: ({ entry }) => translated(nameLine(entry)) || '–' },
        { title: t('entries.column.flow'), cell: ({ entry }) => called(flows, line(entry, 'flow')) },
        { title: t('entries.column.trunk'), cell: ({ entry }) => called(ways, line(entry, 'trunk')) || t('entries.any') },
        { title: t('entries.column.language'), cell: ({ entry }) => languageName(line(entry, 'language') || settings.language, i18n.language) },
      ]}
      form={(entry, onClose) => <EntryForm section="numbers" fields={fields} entry={entry} isCommon={() => true} hasPassword={() => false} onClose={onClose} />}
    />
  );
}
