import { useTranslated, useTranslation } from '@peal/i18n';
import type { Customer } from '@peal/api-client';
import { Table } from '@peal/ui';
import { useTimes } from '../server/use-times';
import { formatNumber } from './format-number';
import { LevelBadge } from './level-badge';
import classes from './customer-rows.module.css';

interface CustomerRowsProps {
  items: Customer[];
  selected: string | undefined;
  onOpen: (id: string) => void;
}

export function CustomerRows({ items, selected, onOpen }: CustomerRowsProps) {
  const { t } = useTranslation();
  const translated = useTranslated();
  const times = useTimes();
  return (
    <Table className={classes.table}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('customers.field.name')}</Table.Th>
          <Table.Th>{t('customers.field.numbers')}</Table.Th>
          <Table.Th>{t('customers.field.area')}</Table.Th>
          <Table.Th>{t('customers.field.changed')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {items.map((customer) => (
          <Table.Tr key={customer.id} data-selected={customer.id === selected || undefined} onClick={() => onOpen(customer.id)}>
            <Table.Td>
              <button type="button" className={classes.name} aria-current={customer.id === selected}>
                {customer.name || t('customers.unnamed')}
              </button>{' '}
              <LevelBadge level={customer.level} />
            </Table.Td>
            <Table.Td>{customer.numbers[0] ? formatNumber(customer.numbers[0]) : '–'}</Table.Td>
            <Table.Td>{translated(customer.area) || '–'}</Table.Td>
            <Table.Td>{times.full(customer.changedAt)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
