import { languageName, useTranslation } from '@peal/i18n';
import type { Settings } from '@peal/api-client';
import { EntryForm } from '../entries/entry-form';
import { EntryList } from '../entries/entry-list';
import type { Field } from '../entries/fields';
import { line } from './entry-lines';
import { useLanguageChoices } from './use-language-choices';

const roles = ['agent', 'supervisor', 'administrator'] as const;

/** Who signs in to these pages, and as what. */
export function UserPane({ settings }: { settings: Settings }) {
  const { t, i18n } = useTranslation();
  const languages = useLanguageChoices();
  const agents = settings.agents.map((agent) => ({ value: agent.key, label: agent.name }));
  const fields: Field[] = [
    { path: 'key', label: 'user', hint: 'userKey', kind: 'text', needed: true },
    { path: 'name', label: 'name', kind: 'text', needed: true },
    { path: 'role', label: 'role', kind: 'choice', needed: true, choices: roles.map((value) => ({ value, label: t(`nav.role.${value}`) })) },
    { path: 'agent', label: 'agent', hint: 'agent', kind: 'choice', choices: agents },
    { path: 'language', label: 'language', kind: 'choice', choices: languages, usual: settings.language },
  ];
  const role = (value: string): string => {
    const known = roles.find((one) => one === value);
    return known ? t(`nav.role.${known}`) : value;
  };
  return (
    <EntryList
      section="users"
      columns={[
        { title: t('entries.field.user'), cell: ({ key }) => <code>{key}</code> },
        { title: t('entries.column.name'), cell: ({ entry }) => line(entry, 'name') },
        { title: t('entries.column.role'), cell: ({ entry }) => role(line(entry, 'role')) },
        { title: t('entries.column.agent'), cell: ({ entry }) => agents.find(({ value }) => value === line(entry, 'agent'))?.label ?? '–' },
        { title: t('entries.column.language'), cell: ({ entry }) => languageName(line(entry, 'language') || settings.language, i18n.language) },
        { title: t('entries.column.password'), cell: ({ hasPassword }) => (hasPassword ? t('entries.hasPassword') : t('entries.noPassword')) },
      ]}
      form={(entry, onClose) => <EntryForm section="users" fields={fields} entry={entry} beginning={entry ? {} : { role: 'agent' }} isCommon={() => true} hasPassword={() => true} onClose={onClose} />}
    />
  );
}
