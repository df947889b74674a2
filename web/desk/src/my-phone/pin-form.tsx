import { useState, type FormEvent } from 'react';
import { useTranslation } from '@peal/i18n';
import { Button, Group, Panel, PanelTitle, PasswordInput, ReasonedButton } from '@peal/ui';
import { useMyPhone } from './use-my-phone';
import classes from './my-phone-page.module.css';

const kPin = /^\d{4,12}$/;

/** The PIN with which the agent sits down at a phone; it is never shown again. */
export function PinForm() {
  const { t } = useTranslation();
  const { pin, setPin, removePin } = useMyPhone();
  const [typed, setTyped] = useState('');
  const set = pin.data?.set === true;
  const reason = kPin.test(typed) ? undefined : t('myPhone.pinForm');
  const save = (event: FormEvent): void => {
    event.preventDefault();
    if (reason === undefined) setPin.mutate(typed, { onSuccess: () => setTyped('') });
  };
  return (
    <Panel>
      <PanelTitle>{t('myPhone.pin')}</PanelTitle>
      <form className={classes.body} onSubmit={save}>
        <p className={classes.strong}>{set ? t('myPhone.pinSet') : t('myPhone.pinNotSet')}</p>
        <PasswordInput
          label={t('myPhone.pinNew')}
          description={t('myPhone.pinHint')}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          inputMode="numeric"
          autoComplete="new-password"
          maxLength={12}
          visibilityToggleButtonProps={{ 'aria-label': t('myPhone.pinShow') }}
        />
        <Group className={classes.save} gap="xs">
          <ReasonedButton type="submit" reason={reason} loading={setPin.isPending}>
            {t('myPhone.pinSave')}
          </ReasonedButton>
          {set ? (
            <Button variant="default" loading={removePin.isPending} onClick={() => removePin.mutate()}>
              {t('myPhone.pinRemove')}
            </Button>
          ) : null}
        </Group>
      </form>
    </Panel>
  );
}
