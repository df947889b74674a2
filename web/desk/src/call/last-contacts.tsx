import { useTranslation } from '@peal/i18n';
import type { ContactView } from '@peal/api-client';
import { Skeleton } from '@peal/ui';
import { useHistory } from '../customers/use-customer';
import { HistoryList } from '../customers/history-list';
import classes from './last-contacts.module.css';

const kShown = 3;

/** The last three contacts before this one, for a look before answering. */
export function LastContacts({ contact }: { contact: ContactView }) {
  const { customer, customerIsNew: isNew } = contact;
  const { t } = useTranslation();
  const history = useHistory(customer, contact.id);
  const items = history.data?.pages.flatMap((page) => page.items).filter((item) => item.id !== contact.id).slice(0, kShown) ?? [];
  return (
    <section className={classes.last}>
      <h2>{t('call.lastContacts')}</h2>
      {history.isLoading && customer ? (
        <Skeleton height={72} />
      ) : items.length > 0 ? (
        <HistoryList items={items} />
      ) : (
        <p>{isNew || customer ? t('call.firstContact') : t('customers.noHistory')}</p>
      )}
    </section>
  );
}
