import { useState } from 'react';
import { useTranslated, useTranslation } from '@peal/i18n';
import type { Customer } from '@peal/api-client';
import { Button, Facts, IconEdit } from '@peal/ui';
import { useMay } from '../session/use-me';
import { useTimes } from '../server/use-times';
import { CustomerForm } from './customer-form';
import { ForgetCustomer } from './forget-customer';
import { formatNumber } from './format-number';
import { LevelBadge } from './level-badge';
import { draftOf, useChangeCustomer } from './use-customer';
import classes from './customer-card.module.css';

interface CustomerCardProps {
  customer: Customer;
  /** Leaves the card of a person who is forgotten; without it, nobody can be forgotten here. */
  onForgotten?: () => Promise<void>;
}

/** A card to read, and to edit in its own place. */
export function CustomerCard({ customer, onForgotten }: CustomerCardProps) {
  const { t } = useTranslation();
  const translated = useTranslated();
  const times = useTimes();
  const may = useMay('customers.write');
  const mayForget = useMay('customers.forget');
  const save = useChangeCustomer(customer);
  const [editing, setEditing] = useState(false);
  if (editing) {
    return (
      <CustomerForm
        initial={draftOf(customer)}
        saving={save.isPending}
        error={save.error}
        onCancel={() => setEditing(false)}
        onSave={(draft) => save.mutate(draft, { onSuccess: () => setEditing(false) })}
      />
    );
  }
  return (
    <div className={classes.card}>
      <header className={classes.head}>
        <div>
          <h2 data-unnamed={customer.name === '' || undefined}>{customer.name || t('customers.unnamed')}</h2>
          <LevelBadge level={customer.level} />
        </div>
        {may ? (
          <Button variant="default" size="compact-sm" leftSection={<IconEdit size={15} />} onClick={() => setEditing(true)}>
            {t('common.edit')}
          </Button>
        ) : null}
      </header>
      <Facts
        rows={[
          { label: t('customers.field.numbers'), value: <Lines of={customer.numbers.map(formatNumber)} /> },
          { label: t('customers.field.area'), value: translated(customer.area) || '–' },
          { label: t('customers.field.tags'), value: customer.tags.length > 0 ? <Tags tags={customer.tags} /> : '–' },
          ...Object.entries(customer.fields).map(([label, value]) => ({ label, value: value || '–' })),
          { label: t('customers.field.created'), value: times.date(customer.createdAt) },
        ]}
      />
      <h3>{t('customers.field.notes')}</h3>
      <p className={classes.notes}>{customer.notes || '–'}</p>
      {mayForget && onForgotten ? (
        <div className={classes.foot}>
          <ForgetCustomer customer={customer} onForgotten={onForgotten} />
        </div>
      ) : null}
    </div>
  );
}

function Lines({ of }: { of: string[] }) {
  if (of.length === 0) return <>–</>;
  return (
    <>
      {of.map((line) => (
        <div key={line}>{line}</div>
      ))}
    </>
  );
}

function Tags({ tags }: { tags: string[] }) {
  return (
    <span className={classes.tags}>
      {tags.map((tag) => (
        <span key={tag}>{tag}</span>
      ))}
    </span>
  );
}
