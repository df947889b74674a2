import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { demand, type Customer } from '@peal/api-client';
import { api } from '../server/api';

export function useCustomer(id: string | null | undefined) {
  return useQuery({
    queryKey: ['customer', id],
    queryFn: () => demand(api.GET('/api/customers/{id}', { params: { path: { id: id ?? '' } } })),
    enabled: Boolean(id),
  });
}

/** Read anew for each contact in hand, `now`: the one before it has just become history. */
export function useHistory(id: string | null | undefined, now?: string) {
  return useInfiniteQuery({
    queryKey: ['history', id, now],
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

/** What can be typed into a card. */
export interface CustomerDraft {
  name: string;
  level: string;
  numbers: string[];
  tags: string[];
  fields: Record<string, string>;
  notes: string;
}

export const kEmptyDraft: CustomerDraft = { name: '', level: '', numbers: [], tags: [], fields: {}, notes: '' };

export function draftOf({ name, level, numbers, tags, fields, notes }: Customer): CustomerDraft {
  return { name, level, numbers, tags, fields, notes };
}

/** Saves a card; refused when somebody else has saved since it was read. */
export function useChangeCustomer(customer: Pick<Customer, 'id' | 'version'>) {
  const keep = useKeep();
  return useMutation({
    mutationFn: (draft: CustomerDraft) => save(customer.id, customer.version, draft),
    onSuccess: keep,
  });
}

/** Opens a card, then saves what a new card cannot carry at once. */
export function useCreateCustomer() {
  const keep = useKeep();
  return useMutation({
    mutationFn: async (draft: CustomerDraft) => {
      const made = await demand(api.POST('/api/customers', { body: { name: draft.name, numbers: draft.numbers } }));
      const more = draft.level !== '' || draft.tags.length > 0 || draft.notes !== '' || Object.keys(draft.fields).length > 0;
      return more ? save(made.id, made.version, draft) : made;
    },
    onSuccess: keep,
  });
}

function save(id: string, version: number, draft: CustomerDraft): Promise<Customer> {
  return demand(api.PUT('/api/customers/{id}', { params: { path: { id } }, body: { version, ...draft } }));
}

function useKeep(): (customer: Customer) => void {
  const client = useQueryClient();
  return (customer) => {
    client.setQueryData(['customer', customer.id], customer);
    void client.invalidateQueries({ queryKey: ['customers'] });
  };
}
