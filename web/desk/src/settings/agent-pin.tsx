import { useMutation } from '@tanstack/react-query';
import { useTranslation } from '@peal/i18n';
import { demand } from '@peal/api-client';
import { notifications } from '@peal/ui';
import { AgentPinFields } from '../pins/agent-pin-fields';
import { api } from '../server/api';
import { useShowProblem } from '../server/use-problem-text';
import { PinButton } from './pin-button';

/** An administrator gives an agent a PIN for other phones, or takes it away. */
export function AgentPin({ agent, name }: { agent: string; name: string }) {
  const { t } = useTranslation();
  const onError = useShowProblem();
  const tell = (message: string) => () => notifications.show({ message });
  const path = { params: { path: { id: agent } } };
  const set = useMutation({
    mutationFn: (pin: string) => demand(api.PUT('/api/agents/{id}/phone-pin', { ...path, body: { pin } })),
    onError,
    onSuccess: tell(t('myPhone.pinSaved')),
  });
  const remove = useMutation({ mutationFn: () => demand(api.DELETE('/api/agents/{id}/phone-pin', path)), onError, onSuccess: tell(t('myPhone.pinRemoved')) });
  return <PinButton word={t('settings.pin')} title={t('settings.pinOf', { name })}>{(onDone) => <AgentPinFields set={set} remove={remove} onDone={onDone} />}</PinButton>;
}
