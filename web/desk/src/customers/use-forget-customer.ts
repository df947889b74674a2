import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from '@peal/i18n';
import { demand } from '@peal/api-client';
import { notifications } from '@peal/ui';
import { api } from '../server/api';
import { meQuery } from '../session/use-me';

/** Forgets a person on the server, then in this page: lists of calls had the name and the number, too. */
export function useForgetCustomer(id: string, leave: () => Promise<void>) {
  const client = useQueryClient();
  const { t } = useTranslation();
  return useMutation({
    mutationFn: () => demand(api.DELETE('/api/customers/{id}', { params: { path: { id } } })),
    onSuccess: async () => {
      // A card that is still on the page would be asked for again, in vain.
      await leave();
      client.removeQueries({ type: 'inactive', predicate: ({ queryKey }) => queryKey[0] !== meQuery.queryKey[0] });
      void client.invalidateQueries({ queryKey: ['customers'] });
      notifications.show({ message: t('customers.forget.done') });
    },
  });
}
