import { useQuery } from '@tanstack/react-query';
import { demand, type Me } from '@peal/api-client';
import { api } from '../server/api';
import { useMe } from '../session/use-me';

/**
 * How legs reach the server. Credentials of TURN servers are over long before a
 * working day is, so they are renewed meanwhile, in a hidden tab too. Not by
 * reading /api/me again: that may bring a new password, which registers anew.
 */
export function useIce(): Me['ice'] {
  const me = useMe();
  return useQuery({
    queryKey: ['ice', me.session, me.settingsRevision],
    queryFn: () => demand(api.GET('/api/me/ice')),
    initialData: me.ice,
    staleTime: Infinity,
    refetchInterval: ({ state }) => (state.data?.renewSeconds ?? 0) * 1000 || false,
    refetchIntervalInBackground: true,
  }).data;
}
