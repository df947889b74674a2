import { useState, type FormEvent } from 'react';
import { useTranslation } from '@peal/i18n';
import type { Customer } from '@peal/api-client';
import { Alert, Button, Group, Modal, ReasonedButton, Stack, Text, TextInput } from '@peal/ui';
import { useProblemText } from '../server/use-problem-text';
import { formatNumber } from './format-number';
import { useForgetCustomer } from './use-forget-customer';
import classes from './forget-customer.module.css';

interface ForgetCustomerProps {
  customer: Customer;
  /** Leaves the card; what was read of the person is let go after that. */
  onForgotten: () => Promise<void>;
}

const kDestroyed = ['card', 'sound', 'texts'] as const;

/** Destroys what is kept about a person, after a word that nobody types by mistake. */
export function ForgetCustomer({ customer, onForgotten }: ForgetCustomerProps) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button variant="subtle" color="red" size="compact-sm" aria-haspopup="dialog" onClick={() => setAsking(true)}>
        {t('customers.forget.open')}
      </Button>
      {asking ? <Confirm customer={customer} onForgotten={onForgotten} onClose={() => setAsking(false)} /> : null}
    </>
  );
}

function Confirm({ customer, onForgotten, onClose }: ForgetCustomerProps & { onClose: () => void }) {
  const { t } = useTranslation();
  const text = useProblemText();
  const forget = useForgetCustomer(customer.id, onForgotten);
  const [typed, setTyped] = useState('');
  const word = t('customers.forget.word');
  const number = customer.numbers[0];
  const name = customer.name || (number ? formatNumber(number) : t('customers.unnamed'));
  const reason = typed.trim().toLowerCase() === word ? undefined : t('customers.forget.needWord', { word });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!reason && !forget.isPending) forget.mutate();
  };
  return (
    <Modal opened onClose={onClose} title={t('customers.forget.title', { name })} closeButtonProps={{ 'aria-label': t('common.close') }} closeOnClickOutside={false}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <div>
            <Text size="sm">{t('customers.forget.lead')}</Text>
            <ul className={classes.destroyed}>
              {kDestroyed.map((what) => (
                <li key={what}>{t(`customers.forget.destroyed.${what}`)}</li>
              ))}
            </ul>
          </div>
          <Text size="sm">{t('customers.forget.stays')}</Text>
          <Text size="sm" fw={600}>
            {t('customers.forget.final')}
          </Text>
          <TextInput
            label={t('customers.forget.type', { word })}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            autoComplete="off"
            spellCheck={false}
            data-autofocus
          />
          <div role="alert">{forget.error ? <Alert color="red">{text(forget.error)}</Alert> : null}</div>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <ReasonedButton type="submit" color="red" reason={reason} loading={forget.isPending}>
              {t('customers.forget.run')}
            </ReasonedButton>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
