import { useTranslated, useTranslation } from '@peal/i18n';
import type { Settings } from '@peal/api-client';
import { EntryForm } from '../entries/entry-form';
import { EntryList } from '../entries/entry-list';
import type { Field } from '../entries/fields';
import { line, nameLine } from './entry-lines';
import { membersOf } from './members-of';

// Those that this release can do.
const strategies = ['longest_idle', 'round_robin', 'least_occupied', 'fewest_calls', 'best_skill', 'top_down'] as const;
const policies = ['none', 'optional', 'mandatory', 'timed', 'timed_early_exit'] as const;
const strategy = (value: string) => strategies.find((one) => one === value) ?? 'longest_idle';

const commonPaths = ['key', 'name.zh-CN', 'name.en-US', 'skills', 'service_level', 'announce_every', 'wrap_up_policy', 'record'];
const isTimed = (policy: string | undefined): boolean => policy === 'timed' || policy === 'timed_early_exit';

/** Where callers wait, for whom, and how they are served. */
export function QueuePane({ settings }: { settings: Settings }) {
  const { t } = useTranslation();
  const translated = useTranslated();
  const fields: Field[] = [
    { path: 'key', label: 'key', hint: 'queueKey', kind: 'text', needed: true },
    { path: 'name.zh-CN', label: 'nameZh', kind: 'text' },
    { path: 'name.en-US', label: 'nameEn', kind: 'text' },
    { path: 'service_level', label: 'serviceLevel', hint: 'serviceLevel', kind: 'seconds', usual: '20' },
    { path: 'announce_every', label: 'announceEvery', hint: 'announceEvery', kind: 'seconds', usual: '30' },
    { path: 'wrap_up_policy', label: 'wrapUpPolicy', kind: 'choice', usual: 'timed_early_exit', choices: policies.map((value) => ({ value, label: t(`entries.choice.wrapUp.${value}`) })) },
    { path: 'wrap_up', label: 'wrapUp', kind: 'seconds', usual: '30', group: 'work' },
    { path: 'record', label: 'record', kind: 'truth', usual: 'true' },
    { path: 'skills', label: 'queueSkills', hint: 'queueSkills', kind: 'skills', choices: settings.skills.map((skill) => ({ value: skill.key, label: translated(skill.name) || skill.key })) },
    { path: 'strategy', label: 'strategy', kind: 'choice', usual: 'longest_idle', choices: strategies.map((value) => ({ value, label: t(`settings.strategy.${value}`) })), group: 'work' },
    { path: 'offer_timeout', label: 'offerTimeout', kind: 'seconds', usual: '20', group: 'work' },
    { path: 'priority', label: 'queuePriority', hint: 'queuePriority', kind: 'number', usual: '0', group: 'limits' },
    { path: 'most_waiting', label: 'mostWaiting', hint: 'mostWaiting', kind: 'number', usual: '1000', group: 'limits' },
    { path: 'short_abandon', label: 'shortAbandon', hint: 'shortAbandon', kind: 'seconds', usual: '5', group: 'limits' },
    { path: 'music', label: 'music', kind: 'text', usual: 'default', group: 'sound' },
  ];
  const inUse = (key: string) => settings.queues.find((one) => one.key === key);
  const members = (key: string): string => {
    const queue = inUse(key);
    return queue ? membersOf(queue, settings.agents).map((agent) => agent.name).join(t('common.listComma')) : '';
  };
  return (
    <EntryList
      section="queues"
      columns={[
        { title: t('entries.column.key'), cell: ({ key }) => <code>{key}</code> },
        { title: t('entries.column.name'), cell: ({ key, entry }) => translated(nameLine(entry)) || key },
        { title: t('entries.column.members'), cell: ({ key }) => members(key) || t('entries.nobody') },
        { title: t('entries.column.strategy'), cell: ({ entry }) => t(`settings.strategy.${strategy(line(entry, 'strategy'))}`) },
        { title: t('entries.column.serviceLevel'), cell: ({ key }) => t('common.seconds', { count: inUse(key)?.serviceLevelSeconds ?? 0 }) },
      ]}
      form={(entry, onClose) => (
        <EntryForm
          section="queues" fields={fields} entry={entry}
          isCommon={({ path }, draft) => commonPaths.includes(path) || (path === 'wrap_up' && isTimed(draft['wrap_up_policy']))}
          hasPassword={() => false} onClose={onClose}
        />
      )}
    />
  );
}
