import { useTranslation } from '@peal/i18n';
import type { ContactView } from '@peal/api-client';
import { Button, EmptyState, IconUser, LoadingBox, Tabs } from '@peal/ui';
import { useProblemText } from '../server/use-problem-text';
import { CustomerCard } from './customer-card';
import { HistoryPane } from './history-pane';
import { useCustomer } from './use-customer';
import classes from './customer-side.module.css';

/** The right side of the desk: who it is, and what was before. */
export function CustomerSide({ contact }: { contact: ContactView | undefined }) {
  const { t } = useTranslation();
  const text = useProblemText();
  const customer = useCustomer(contact?.customer);
  return (
    <aside className={classes.side} aria-label={t('customers.card')}>
      {!contact ? (
        <EmptyState icon={<IconUser size={32} />} title={t('customers.card')}>
          {t('customers.idle')}
        </EmptyState>
      ) : !contact.customer ? (
        <EmptyState icon={<IconUser size={32} />} title={t('customers.noCard')}>
          {t(contact.source === 'web' ? 'customers.noCardWeb' : 'customers.noCardText')}
        </EmptyState>
      ) : (
        <Tabs defaultValue="card" className={classes.tabs} keepMounted>
          <Tabs.List className={classes.list}>
            <Tabs.Tab value="card">{t('customers.card')}</Tabs.Tab>
            <Tabs.Tab value="history">{t('customers.history')}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="card" className={classes.pane}>
            {customer.data ? (
              <CustomerCard key={customer.data.id} customer={customer.data} />
            ) : customer.error ? (
              <EmptyState title={text(customer.error)}>
                <Button variant="default" onClick={() => void customer.refetch()}>
                  {t('common.tryAgain')}
                </Button>
              </EmptyState>
            ) : (
              <LoadingBox height={220} />
            )}
          </Tabs.Panel>
          <Tabs.Panel value="history" className={classes.pane}>
            <HistoryPane customer={contact.customer} now={contact.id} />
          </Tabs.Panel>
        </Tabs>
      )}
    </aside>
  );
}
