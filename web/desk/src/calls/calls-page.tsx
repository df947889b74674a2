import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useTranslation } from '@peal/i18n';
import { Button, EmptyState, IconCalls, Page, Panel, LoadingBox } from '@peal/ui';
import { useProblemText } from '../server/use-problem-text';
import { CallFiltersBar } from './call-filters-bar';
import { CallRows } from './call-rows';
import { useCalls } from './use-calls';

const route = getRouteApi('/shell/calls');

export function CallsPage() {
  const { t } = useTranslation();
  const text = useProblemText();
  const navigate = useNavigate();
  const filters = route.useSearch();
  const calls = useCalls(filters);
  const items = calls.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page title={t('calls.title')} lead={t('calls.lead')}>
      <CallFiltersBar filters={filters} onChange={(search) => void navigate({ to: '/calls', search, replace: true })} />
      <Panel>
        {calls.isLoading ? (
          <LoadingBox height={300} />
        ) : calls.error ? (
          <EmptyState title={text(calls.error)}>
            <Button variant="default" onClick={() => void calls.refetch()}>
              {t('common.tryAgain')}
            </Button>
          </EmptyState>
        ) : items.length === 0 ? (
          <EmptyState icon={<IconCalls size={32} />} title={t('calls.empty')}>{t('calls.emptyText')}</EmptyState>
        ) : (
          <CallRows items={items} />
        )}
      </Panel>
      {calls.hasNextPage ? (
        <Button variant="default" mt="md" loading={calls.isFetchingNextPage} onClick={() => void calls.fetchNextPage()}>
          {t('common.loadMore')}
        </Button>
      ) : null}
    </Page>
  );
}
