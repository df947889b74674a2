import { isNotFound } from '@peal/api-client';
import { useTranslation } from '@peal/i18n';
import { Button, EmptyState, IconClock, LoadingBox } from '@peal/ui';
import { useProblemText } from '../server/use-problem-text';
import { HistoryList } from './history-list';
import { useHistory } from './use-customer';

/** Every contact of a customer, newest first; without the one in hand, `now`. */
export function HistoryPane({ customer, now }: { customer: string; now?: string }) {
  const { t } = useTranslation();
  const text = useProblemText();
  const history = useHistory(customer, now);
  if (history.isLoading) return <LoadingBox height={160} />;
  // Of somebody who is forgotten there is no history either.
  if (history.error && !isNotFound(history.error)) return <EmptyState title={text(history.error)} />;
  const items = history.data?.pages.flatMap((page) => page.items).filter((item) => item.id !== now) ?? [];
  if (items.length === 0) return <EmptyState icon={<IconClock size={28} />} title={t('customers.noHistory')} />;
  return (
    <div style={{ padding: '10px 12px' }}>
      <HistoryList items={items} />
      {history.hasNextPage ? (
        <Button variant="subtle" fullWidth mt="xs" loading={history.isFetchingNextPage} onClick={() => void history.fetchNextPage()}>
          {t('common.loadMore')}
        </Button>
      ) : null}
    </div>
  );
}
