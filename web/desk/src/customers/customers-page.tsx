import { useEffect, useRef, useState } from 'react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { isNotFound } from '@peal/api-client';
import { useTranslation } from '@peal/i18n';
import { Button, EmptyState, IconClock, IconPlus, IconSearch, IconUsers, Page, Panel, PanelTitle, ReasonedButton, LoadingBox, TextInput, useDebouncedValue } from '@peal/ui';
import { useProblemText } from '../server/use-problem-text';
import { useMay } from '../session/use-me';
import { CustomerCard } from './customer-card';
import { CustomerForm } from './customer-form';
import { CustomerRows } from './customer-rows';
import { HistoryPane } from './history-pane';
import { kEmptyDraft, useCreateCustomer, useCustomer, useCustomerList } from './use-customer';
import classes from './customers-page.module.css';

const route = getRouteApi('/shell/customers');
const kPauseMs = 250;

/** Search on the left, the card and its history beside it. */
export function CustomersPage() {
  const { t } = useTranslation();
  const text = useProblemText();
  const navigate = useNavigate();
  const { id, q } = route.useSearch();
  const [typed, setTyped] = useState(q ?? '');
  const [asked] = useDebouncedValue(typed.trim(), kPauseMs);
  const [creating, setCreating] = useState(false);
  const may = useMay('customers.write');
  const list = useCustomerList(asked);
  const customer = useCustomer(id);
  const create = useCreateCustomer();
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const open = (chosen: string): void => {
    setCreating(false);
    void navigate({ to: '/customers', search: { id: chosen, ...(asked ? { q: asked } : {}) } });
  };
  const searchField = useRef<HTMLInputElement>(null);
  const forgotten = async (): Promise<void> => {
    await navigate({ to: '/customers', search: asked ? { q: asked } : {} });
    // The button that was pressed is gone with its card.
    searchField.current?.focus();
  };
  useEffect(() => {
    void navigate({ to: '/customers', search: (before) => ({ ...before, q: asked || undefined }), replace: true });
  }, [asked, navigate]);

  return (
    <Page
      title={t('customers.title')}
      actions={
        <>
          <TextInput
            ref={searchField}
            w={300}
            aria-label={t('common.search')}
            placeholder={t('customers.search')}
            leftSection={<IconSearch size={16} />}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <ReasonedButton leftSection={<IconPlus size={16} />} reason={may ? undefined : t('customers.onlyRead')} onClick={() => setCreating(true)}>
            {t('customers.create')}
          </ReasonedButton>
        </>
      }
    >
      <div className={classes.columns}>
        <Panel className={classes.list}>
          <PanelTitle>{t('customers.lead')}</PanelTitle>
          {list.isLoading ? (
            <LoadingBox height={240} />
          ) : list.error ? (
            <EmptyState title={text(list.error)} />
          ) : items.length === 0 ? (
            <EmptyState icon={<IconUsers size={30} />} title={asked ? t('customers.empty') : t('customers.none')}>
              {asked ? t('customers.emptyText') : t('customers.noneText')}
            </EmptyState>
          ) : (
            <CustomerRows items={items} selected={id} onOpen={open} />
          )}
          {list.hasNextPage ? (
            <Button variant="subtle" fullWidth loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
              {t('common.loadMore')}
            </Button>
          ) : null}
        </Panel>
        <Panel className={classes.card} label={t('customers.card')}>
          {creating ? (
            <CustomerForm
              initial={kEmptyDraft}
              saving={create.isPending}
              error={create.error}
              onCancel={() => setCreating(false)}
              onSave={(draft) => create.mutate(draft, { onSuccess: (made) => open(made.id) })}
            />
          ) : customer.data ? (
            <CustomerCard key={customer.data.id} customer={customer.data} onForgotten={forgotten} />
          ) : isNotFound(customer.error) ? (
            <EmptyState icon={<IconUsers size={30} />} title={t('customers.gone')}>{t('customers.goneText')}</EmptyState>
          ) : customer.error ? (
            <EmptyState title={text(customer.error)} />
          ) : (
            <EmptyState icon={<IconUsers size={30} />} title={t('customers.choose')}>{t('customers.chooseText')}</EmptyState>
          )}
        </Panel>
        <Panel className={classes.history} label={t('customers.history')}>
          <PanelTitle>{t('customers.history')}</PanelTitle>
          {id && !creating ? <HistoryPane customer={id} /> : <EmptyState icon={<IconClock size={28} />} title={t('customers.historyText')} />}
        </Panel>
      </div>
    </Page>
  );
}
