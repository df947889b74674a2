import { useQuery } from '@tanstack/react-query';
import { demand } from '@peal/api-client';
import { momentIn } from '../server/zone';
import { api } from '../server/api';

export interface RefusedFilters {
  from?: string;
  to?: string;
  number?: string;
  source?: string;
}

/** Calls that were refused before they had a leg. */
export function useRefused(filters: RefusedFilters, timeZone: string) {
  return useQuery({
    queryKey: ['refused', filters, timeZone],
    queryFn: () => {
      const { from, to, ...parts } = filters;
      const query = { ...parts, ...(from ? { from: momentIn(from, timeZone).toISOString() } : {}), ...(to ? { to: momentIn(to, timeZone).toISOString() } : {}) };
      return demand(api.GET('/api/trace/refused', { params: { query } }));
    },
    refetchInterval: 10_000,
  });
}
