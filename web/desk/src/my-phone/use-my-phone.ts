import { useMutation, useQuery } from '@tanstack/react-query';
import { demand } from '@peal/api-client';
import { notifications } from '@peal/ui';
import { useTranslation } from '@peal/i18n';
import { api, queryClient } from '../server/api';
import { useShowProblem } from '../server/use-problem-text';

export type ForwardWhen = 'always' | 'busy' | 'no_answer';

export interface PhoneRules {
  callWaiting: boolean;
  doNotDisturb: boolean;
  ringSeconds: number;
}

const pinQuery = {
  queryKey: ['phone-pin'],
  queryFn: () => demand(api.GET('/api/agent/phone-pin')),
};

/** What an agent may say about the own extension. */
export function useMyPhone() {
  const { t } = useTranslation();
  const onError = useShowProblem();
  const tell = (message: string) => () => {
    notifications.show({ message });
    void queryClient.invalidateQueries({ queryKey: pinQuery.queryKey });
  };
  const pin = useQuery(pinQuery);
  const forward = useMutation({
    mutationFn: async (wishes: { when: ForwardWhen; to: string }[]) => {
      for (const wish of wishes) await demand(api.PUT('/api/agent/forwarding', { body: wish }));
    },
    onError,
    onSuccess: tell(t('myPhone.saved')),
  });
  const rules = useMutation({
    mutationFn: (body: PhoneRules) => demand(api.PUT('/api/agent/phone-rules', { body })),
    onError,
    onSuccess: tell(t('myPhone.saved')),
  });
  const leave = useMutation({ mutationFn: () => demand(api.DELETE('/api/agent/seat')), onError });
  const setPin = useMutation({
    mutationFn: (value: string) => demand(api.PUT('/api/agent/phone-pin', { body: { pin: value } })),
    onError,
    onSuccess: tell(t('myPhone.pinSaved')),
  });
  const removePin = useMutation({
    mutationFn: () => demand(api.DELETE('/api/agent/phone-pin')),
    onError,
    onSuccess: tell(t('myPhone.pinRemoved')),
  });
  return { pin, forward, rules, leave, setPin, removePin };
}
