import { useEffect, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useTranslated, useTranslation } from '@peal/i18n';
import { MomentField, ReasonedButton, Select, serverNow, TextInput, useDebouncedCallback } from '@peal/ui';
import type { CallFilters } from '../app/router';
import { agentsQuery } from '../server/use-names';
import { dayIn } from '../server/zone';
import { useMay, useMe } from '../session/use-me';
import classes from './call-filters-bar.module.css';

const kEnds = ['handled', 'abandoned', 'in_flow', 'rejected', 'failed'] as const;
const kPauseMs = 300;

export function CallFiltersBar({ filters, onChange }: { filters: CallFilters; onChange: (filters: CallFilters) => void }) {
  const { t, i18n } = useTranslation();
  const translated = useTranslated();
  const { queues, timeZone } = useMe();
  const all = useMay('contacts.all');
  const agents = useQuery(agentsQuery);
  const [number, setNumber] = useState(filters.number ?? '');
  useEffect(() => setNumber(filters.number ?? ''), [filters.number]);
  const put = (part: CallFilters): void => {
    const next = { ...filters, ...part };
    onChange(Object.fromEntries(Object.entries(next).filter(([, value]) => value)));
  };
  const putNumber = useDebouncedCallback((value: string) => put({ number: value.trim() }), kPauseMs);
  const moment = { today: dayIn(serverNow(), timeZone), language: i18n.language, texts: t('calls.moment', { returnObjects: true }) };
  const none = Object.keys(filters).length === 0;
  return (
    <div className={classes.bar}>
      <MomentField label={t('calls.filter.from')} value={filters.from ?? ''} timeOfDay="00:00" onChange={(from) => put({ from })} {...moment} />
      <MomentField label={t('calls.filter.to')} value={filters.to ?? ''} timeOfDay="23:59" onChange={(to) => put({ to })} {...moment} />
      <Select
        label={t('calls.filter.queue')}
        placeholder={t('common.all')}
        clearable
        data={queues.map((queue) => ({ value: queue.id, label: translated(queue.name) }))}
        value={filters.queue ?? null}
        onChange={(queue) => put({ queue: queue ?? '' })}
      />
      {all ? (
        <Select
          label={t('calls.filter.agent')}
          placeholder={t('common.all')}
          clearable
          searchable
          limit={50}
          data={(agents.data ?? []).map((agent) => ({ value: agent.id, label: agent.name }))}
          value={filters.agent ?? null}
          onChange={(agent) => put({ agent: agent ?? '' })}
        />
      ) : null}
      <TextInput
        label={t('calls.filter.number')}
        placeholder={t('calls.filter.numberHint')}
        value={number}
        onChange={(event) => {
          setNumber(event.currentTarget.value);
          putNumber(event.currentTarget.value);
        }}
      />
      <Select
        label={t('calls.filter.end')}
        placeholder={t('common.all')}
        clearable
        data={kEnds.map((end) => ({ value: end, label: t(`calls.end.${end}`) }))}
        value={filters.end ?? null}
        onChange={(end) => put({ end: end ?? '' })}
      />
      <ReasonedButton variant="subtle" reason={none ? t('calls.filter.noneSet') : undefined} onClick={() => onChange({})}>
        {t('calls.filter.clear')}
      </ReasonedButton>
    </div>
  );
}
