import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { demand, type ContactEnd } from '@peal/api-client';
import { api } from '../server/api';
import type { CallFilters } from '../app/router';
import { momentIn } from '../server/zone';
import { useMe } from '../session/use-me';

const kEnds: ContactEnd[] = ['handled', 'abandoned', 'in_flow', 'rejected', 'failed'];

/** Calls by the filters of the address, a page at a time. */
export function useCalls(filters: CallFilters) {
  const { timeZone } = useMe();
  return useInfiniteQuery({
    queryKey: ['calls', filters, timeZone],
    queryFn: ({ pageParam }) => {
      const { from, to, queue, agent, number } = filters;
      const end = kEnds.find((one) => one === filters.end);
      return demand(
        api.GET('/api/contacts', {
          params: {
            query: {
              ...(from ? { from: momentIn(from, timeZone).toISOString() } : {}),
              ...(to ? { to: momentIn(to, timeZone).toISOString() } : {}),
              ...(queue ? { queue } : {}),
              ...(agent ? { agent } : {}),
              ...(number ? { number } : {}),
              ...(end ? { end } : {}),
              ...(pageParam ? { cursor: pageParam } : {}),
            },
          },
        }),
      );
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: (before) => before,
  });
}

export function useCallDetail(id: string) {
  return useQuery({
    queryKey: ['call', id],
    queryFn: () => demand(api.GET('/api/contacts/{id}', { params: { path: { id } } })),
    // A call in progress grows while somebody looks at it.
    refetchInterval: (query) => (query.state.data && query.state.data.contact.endedAt === null ? 3000 : false),
  });
}
