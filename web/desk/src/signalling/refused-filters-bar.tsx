import { useState } from 'react';
import { useTranslation } from '@peal/i18n';
import { MomentField, ReasonedButton, serverNow, TextInput, useDebouncedCallback } from '@peal/ui';
import { dayIn } from '../server/zone';
import { useMe } from '../session/use-me';
import classes from '../calls/call-filters-bar.module.css';
import type { RefusedFilters } from './use-refused';

const kPauseMs = 300;

export function RefusedFiltersBar({ filters, onChange }: { filters: RefusedFilters; onChange: (filters: RefusedFilters) => void }) {
  const { t, i18n } = useTranslation();
  const { timeZone } = useMe();
  const [number, setNumber] = useState(filters.number ?? '');
  const [source, setSource] = useState(filters.source ?? '');
  const put = (part: RefusedFilters): void => {
    onChange(Object.fromEntries(Object.entries({ ...filters, ...part }).filter(([, value]) => value)));
  };
  const putText = useDebouncedCallback((part: RefusedFilters) => put(part), kPauseMs);
  const moment = { today: dayIn(serverNow(), timeZone), language: i18n.language, texts: t('calls.moment', { returnObjects: true }) };
  const none = Object.keys(filters).length === 0;
  const clear = (): void => {
    setNumber('');
    setSource('');
    onChange({});
  };
  return (
    <div className={classes.bar}>
      <MomentField label={t('calls.filter.from')} value={filters.from ?? ''} timeOfDay="00:00" onChange={(from) => put({ from })} {...moment} />
      <MomentField label={t('calls.filter.to')} value={filters.to ?? ''} timeOfDay="23:59" onChange={(to) => put({ to })} {...moment} />
      <TextInput
        label={t('signalling.refused.number')}
        value={number}
        onChange={(event) => {
          setNumber(event.currentTarget.value);
          putText({ number: event.currentTarget.value.trim(), source: source.trim() });
        }}
      />
      <TextInput
        label={t('signalling.refused.source')}
        value={source}
        onChange={(event) => {
          setSource(event.currentTarget.value);
          putText({ number: number.trim(), source: event.currentTarget.value.trim() });
        }}
      />
      <ReasonedButton variant="subtle" reason={none ? t('calls.filter.noneSet') : undefined} onClick={clear}>
        {t('calls.filter.clear')}
      </ReasonedButton>
    </div>
  );
}
