import { useState, type FormEvent } from 'react';
import { useTranslation } from '@peal/i18n';
import type { Conference } from '@peal/api-client';
import { notifications, PasswordInput, ReasonedButton } from '@peal/ui';
import type { useConferenceActions } from './use-conferences';
import classes from './conferences-page.module.css';

const kPin = /^\d{4,12}$/;

interface Props {
  room: Conference;
  setPins: ReturnType<typeof useConferenceActions>['pins'];
  onDone: () => void;
}

/** What opens the room, typed anew each time: nobody can read what it was. */
export function PinForm({ room, setPins, onDone }: Props) {
  const { t } = useTranslation();
  const [pin, setPin] = useState('');
  const [hostPin, setHostPin] = useState('');
  const wrong = !kPin.test(pin) || (room.hasHosts && !kPin.test(hostPin));
  const reason = wrong ? t('conferences.pinForm') : pin === hostPin ? t('conferences.pinSame') : undefined;
  const saved = () => {
    notifications.show({ message: t('conferences.pinSaved') });
    onDone();
  };
  const save = (event: FormEvent): void => {
    event.preventDefault();
    if (reason === undefined) setPins.mutate({ pin, ...(room.hasHosts ? { hostPin } : {}) }, { onSuccess: saved });
  };
  const usual = {
    inputMode: 'numeric', autoComplete: 'new-password', maxLength: 12, size: 'xs',
    visibilityToggleButtonProps: { 'aria-label': t('conferences.pinShow') },
  } as const;
  return (
    <form className={classes.pins} onSubmit={save}>
      <PasswordInput {...usual} label={t('conferences.pin')} value={pin} onChange={(event) => setPin(event.currentTarget.value)} />
      {room.hasHosts ? (
        <PasswordInput {...usual} label={t('conferences.hostPin')} value={hostPin} onChange={(event) => setHostPin(event.currentTarget.value)} />
      ) : null}
      <ReasonedButton type="submit" size="xs" reason={reason} loading={setPins.isPending}>
        {t('conferences.pinSave')}
      </ReasonedButton>
      <span className={classes.soft}>{t('conferences.pinHint')}</span>
    </form>
  );
}
