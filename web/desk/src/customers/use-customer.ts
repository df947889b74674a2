import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { demand, type Customer, type CustomerWrite } from '@peal/api-client';
import { api } from '../server/api';

export function useCustomer(id: string | null | undefined) {
  return useQuery({
    queryKey: ['customer', id],
    queryFn: () => demand(api.GET('/api/customers/{id}', { params: { path: { id: id ?? '' } } })),
    enabled: Boolean(id),
  });
}

export function useHistory(id: string | null | undefined) {
  return useInfiniteQuery({
    queryKey: ['history', id],
    queryFn: ({ pageParam }) =>
      demand(
        api.GET('/api/customers/{id}/history', {
          params: { path: { id: id ?? '' }, query: { limit: 20, ...(pageParam ? { cursor: pageParam } : {}) } },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    enabled: Boolean(id),
  });
}

export function useCustomerList(q: string) {
  return useInfiniteQuery({
    queryKey: ['customers', q],
    queryFn: ({ pageParam }) =>
      demand(api.GET('/api/customers', { params: { query: { ...(q ? { q } : {}), ...(pageParam ? { cursor: pageParam } : {}) } } })),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: (before) => before,
  });
}

/** Saves a card, or opens a new one where there is no id. */
export function useSaveCustomer(id: string | null) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: CustomerWrite): Promise<Customer> =>
      id === null
        ? demand(api.POST('/api/customers', { body }))
        : demand(api.PUT('/api/customers/{id}', { params: { path: { id } }, body })),
    onSuccess: (customer) => {
      client.setQueryData(['customer', customer.id], customer);
      void client.invalidateQueries({ queryKey: ['customers'] });
    },
  });
}

/** What a save must carry so that nothing on the card is lost. */
export function writeOf(customer: Customer): CustomerWrite {
  const { name, level, numbers, emails, language, tags, notes } = customer;
  return { name, level, numbers, emails, tags, notes, ...(language ? { language } : {}) };
}
