import { useState, type FormEvent } from 'react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from '@peal/i18n';
import { demand } from '@peal/api-client';
import { notifications, ReasonedButton } from '@peal/ui';
import { api } from '../server/api';
import { useShowProblem } from '../server/use-problem-text';
import { PinInput } from './pin-input';
import { isPin } from './pin-rule';
import classes from './pins.module.css';

interface RoomPinFieldsProps {
  room: { key: string; hasHosts: boolean };
  onDone: () => void;
}

/** What opens a conference, typed anew each time: nobody can read what it was. */
export function RoomPinFields({ room, onDone }: RoomPinFieldsProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const onError = useShowProblem();
  const [pin, setPin] = useState('');
  const [hostPin, setHostPin] = useState('');
  const set = useMutation({
    mutationFn: (body: { pin: string; hostPin?: string }) => demand(api.PUT('/api/conferences/{id}/pins', { params: { path: { id: room.key } }, body })),
    onError,
    onSuccess: () => {
      notifications.show({ message: t('conferences.pinSaved') });
      for (const key of ['conferences', 'entries']) void client.invalidateQueries({ queryKey: [key] });
      onDone();
    },
  });
  const wrong = !isPin(pin) || (room.hasHosts && !isPin(hostPin));
  const reason = wrong ? t('pins.form') : pin === hostPin ? t('conferences.pinSame') : undefined;
  const save = (event: FormEvent): void => {
    event.preventDefault();
    if (reason === undefined) set.mutate({ pin, ...(room.hasHosts ? { hostPin } : {}) });
  };
  return (
    <form className={classes.room} onSubmit={save}>
      <PinInput size="xs" label={t('conferences.pin')} value={pin} onType={setPin} first />
      {room.hasHosts ? <PinInput size="xs" label={t('conferences.hostPin')} value={hostPin} onType={setHostPin} /> : null}
      <ReasonedButton type="submit" size="xs" reason={reason} loading={set.isPending}>
        {t('conferences.pinSave')}
      </ReasonedButton>
      <span className={classes.soft}>{t('conferences.pinHint')}</span>
    </form>
  );
}
