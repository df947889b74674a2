import { useTranslated, useTranslation } from '@peal/i18n';
import type { Settings } from '@peal/api-client';
import type { Draft } from '../entries/draft';
import { EntryForm } from '../entries/entry-form';
import { EntryList } from '../entries/entry-list';
import type { Field } from '../entries/fields';
import { AgentPin } from './agent-pin';
import { line } from './entry-lines';
import { useLanguageChoices } from './use-language-choices';

const devices = ['browser', 'phone', 'outside'] as const;
const device = (value: string) => devices.find((one) => one === value) ?? 'browser';

const commonPaths = ['key', 'name', 'number', 'device', 'pickup_group', 'may_call_outside'];
const isCommon = ({ path }: Field, draft: Draft): boolean => commonPaths.includes(path) || (path === 'address' && draft['device'] === 'outside');

/** Extensions: whose they are, at which device, and what they may. */
export function AgentPane({ settings }: { settings: Settings }) {
  const { t } = useTranslation();
  const translated = useTranslated();
  const languages = useLanguageChoices();
  const fields: Field[] = [
    { path: 'key', label: 'key', hint: 'agentKey', kind: 'text', needed: true },
    { path: 'name', label: 'name', kind: 'text' },
    { path: 'number', label: 'extension', hint: 'extension', kind: 'text' },
    { path: 'device', label: 'device', kind: 'choice', usual: 'browser', choices: devices.map((value) => ({ value, label: t(`entries.choice.device.${value}`) })) },
    { path: 'address', label: 'outsideAddress', hint: 'outsideAddress', kind: 'text', group: 'phone' },
    { path: 'pickup_group', label: 'pickupGroup', hint: 'pickupGroup', kind: 'text' },
    { path: 'may_call_outside', label: 'mayCallOutside', kind: 'truth', usual: 'true' },
    { path: 'ring_for', label: 'ringFor', kind: 'seconds', usual: '25', group: 'phone' },
    { path: 'call_waiting', label: 'callWaiting', kind: 'truth', usual: 'false', group: 'phone' },
    { path: 'always_on', label: 'alwaysOn', hint: 'alwaysOn', kind: 'truth', usual: 'false', group: 'phone' },
    { path: 'language', label: 'language', kind: 'choice', choices: languages, usual: settings.language, group: 'work' },
    { path: 'skills', label: 'skills', hint: 'skills', kind: 'skills', choices: settings.skills.map((skill) => ({ value: skill.key, label: translated(skill.name) || skill.key })), group: 'work' },
  ];
  return (
    <EntryList
      section="agents"
      columns={[
        { title: t('entries.column.key'), cell: ({ key }) => <code>{key}</code> },
        { title: t('entries.column.name'), cell: ({ key, entry }) => line(entry, 'name') || key },
        { title: t('entries.column.number'), cell: ({ entry }) => line(entry, 'number') || '–' },
        { title: t('entries.column.device'), cell: ({ entry }) => t(`entries.choice.device.${device(line(entry, 'device'))}`) },
        { title: t('entries.column.pickup'), cell: ({ entry }) => line(entry, 'pickup_group') || '–' },
        { title: t('entries.column.phonePassword'), cell: ({ entry, hasPassword }) => (device(line(entry, 'device')) !== 'phone' ? '–' : hasPassword ? t('entries.hasPassword') : t('entries.noPassword')) },
      ]}
      extra={({ id, key, entry }) => <AgentPin agent={id} name={line(entry, 'name') || key} />}
      form={(entry, onClose) => <EntryForm section="agents" fields={fields} entry={entry} isCommon={isCommon} hasPassword={(draft) => draft['device'] === 'phone'} onClose={onClose} />}
    />
  );
}
