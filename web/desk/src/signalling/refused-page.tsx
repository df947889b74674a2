import { useState } from 'react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useTranslation } from '@peal/i18n';
import { EmptyState, IconSignal, LoadingBox, Page, Panel } from '@peal/ui';
import { useProblemText } from '../server/use-problem-text';
import { useMe } from '../session/use-me';
import { LadderView } from './ladder-pane';
import { RefusedFiltersBar } from './refused-filters-bar';
import { RefusedTable } from './refused-table';
import { useRefused } from './use-refused';
import classes from './refused.module.css';

const route = getRouteApi('/shell/signalling');

/** Calls that were refused before anything was kept of them: no other page has them. */
export function RefusedPage() {
  const { t } = useTranslation();
  const text = useProblemText();
  const navigate = useNavigate();
  const filters = route.useSearch();
  const refused = useRefused(filters, useMe().timeZone);
  const [chosen, choose] = useState<string | null>(null);
  const items = refused.data?.items ?? [];
  const call = items.find((one) => one.callId === chosen);
  return (
    <Page title={t('signalling.refused.title')} lead={t('signalling.refused.lead')}>
      <RefusedFiltersBar filters={filters} onChange={(search) => void navigate({ to: '/signalling', search, replace: true })} />
      <Panel>
        {refused.isLoading ? (
          <LoadingBox height={300} />
        ) : refused.error ? (
          <EmptyState title={text(refused.error)} />
        ) : items.length === 0 ? (
          <EmptyState icon={<IconSignal size={32} />} title={t('signalling.refused.empty')}>{t('signalling.refused.emptyText')}</EmptyState>
        ) : (
          <RefusedTable calls={items} chosen={chosen} onChoose={(id) => choose(id === chosen ? null : id)} />
        )}
        {refused.data?.more ? <p>{t('signalling.refused.more')}</p> : null}
      </Panel>
      {call ? (
        <Panel label={t('signalling.title')} className={classes.below}>
          <LadderView ladder={call.ladder} />
        </Panel>
      ) : null}
    </Page>
  );
}
