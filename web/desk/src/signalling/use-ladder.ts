import { useQuery } from '@tanstack/react-query';
import { demand } from '@peal/api-client';
import { api } from '../server/api';

/** Every SIP message of a call; asked again while the call goes on. */
export function useLadder(id: string, running: boolean) {
  return useQuery({
    queryKey: ['ladder', id],
    queryFn: () => demand(api.GET('/api/contacts/{id}/ladder', { params: { path: { id } } })),
    refetchInterval: running ? 3000 : false,
  });
}
