import { useState, type FormEvent } from 'react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from '@peal/i18n';
import { demand } from '@peal/api-client';
import { Button, Group, Modal, notifications, PasswordInput, ReasonedButton, Stack } from '@peal/ui';
import { api } from '../server/api';
import { useShowProblem } from '../server/use-problem-text';

const kPin = /^\d{4,12}$/;

/** An administrator gives an agent a PIN for other phones, or takes it away. */
export function PinButton({ agent, name }: { agent: string; name: string }) {
  const { t } = useTranslation();
  const onError = useShowProblem();
  const [opened, setOpened] = useState(false);
  const [typed, setTyped] = useState('');
  const close = (): void => {
    setOpened(false);
    setTyped('');
  };
  const done = (message: string) => () => {
    notifications.show({ message });
    close();
  };
  const path = { params: { path: { id: agent } } };
  const set = useMutation({
    mutationFn: (pin: string) => demand(api.PUT('/api/agents/{id}/phone-pin', { ...path, body: { pin } })),
    onError,
    onSuccess: done(t('myPhone.pinSaved')),
  });
  const remove = useMutation({ mutationFn: () => demand(api.DELETE('/api/agents/{id}/phone-pin', path)), onError, onSuccess: done(t('myPhone.pinRemoved')) });
  const reason = kPin.test(typed) ? undefined : t('myPhone.pinForm');
  const save = (event: FormEvent): void => {
    event.preventDefault();
    if (reason === undefined) set.mutate(typed);
  };
  return (
    <>
      <Button size="compact-xs" variant="default" onClick={() => setOpened(true)} aria-label={t('settings.pinOf', { name })}>
        {t('settings.pin')}
      </Button>
      <Modal opened={opened} onClose={close} title={t('settings.pinOf', { name })} closeButtonProps={{ 'aria-label': t('common.close') }}>
        <form onSubmit={save}>
          <Stack gap="sm">
            <PasswordInput
              label={t('myPhone.pinNew')}
              description={t('myPhone.pinHint')}
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
              inputMode="numeric"
              autoComplete="new-password"
              maxLength={12}
              visibilityToggleButtonProps={{ 'aria-label': t('myPhone.pinShow') }}
              data-autofocus
            />
            <Group justify="flex-end" gap="xs">
              <Button variant="default" loading={remove.isPending} onClick={() => remove.mutate()}>
                {t('myPhone.pinRemove')}
              </Button>
              <ReasonedButton type="submit" reason={reason} loading={set.isPending}>
                {t('myPhone.pinSave')}
              </ReasonedButton>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
