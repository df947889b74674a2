import { useState, type FormEvent } from 'react';
import { useTranslation } from '@peal/i18n';
import { Button, Group, ReasonedButton } from '@peal/ui';
import { PinInput } from './pin-input';
import { isPin } from './pin-rule';

interface Doing<Wanted> {
  mutate: (wanted: Wanted, then: { onSuccess: () => void }) => void;
  isPending: boolean;
}

interface AgentPinFieldsProps {
  set: Doing<string>;
  /** None: there is nothing to take away. */
  remove?: Doing<void> | undefined;
  /** In a dialog, which closes when it is done. */
  onDone?: () => void;
}

/** The PIN with which an agent sits down at another phone: a new one, or none. */
export function AgentPinFields({ set, remove, onDone }: AgentPinFieldsProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const reason = isPin(typed) ? undefined : t('pins.form');
  const then = {
    onSuccess: () => {
      setTyped('');
      onDone?.();
    },
  };
  const save = (event: FormEvent): void => {
    event.preventDefault();
    if (reason === undefined) set.mutate(typed, then);
  };
  return (
    <form onSubmit={save}>
      <PinInput label={t('myPhone.pinNew')} description={t('myPhone.pinHint')} value={typed} onType={setTyped} first={onDone !== undefined} />
      <Group mt="sm" gap="xs" justify={onDone ? 'flex-end' : 'flex-start'}>
        <ReasonedButton type="submit" reason={reason} loading={set.isPending}>
          {t('myPhone.pinSave')}
        </ReasonedButton>
        {remove ? (
          <Button variant="default" loading={remove.isPending} onClick={() => remove.mutate(undefined, then)}>
            {t('myPhone.pinRemove')}
          </Button>
        ) : null}
      </Group>
    </form>
  );
}
