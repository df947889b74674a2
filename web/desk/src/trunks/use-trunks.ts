import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { demand } from '@peal/api-client';
import { api } from '../server/api';

// Fast enough to watch a trunk come back, slow enough to cost nothing.
const pollMs = 2_000;

export function useTrunks() {
  return useQuery({
    queryKey: ['trunks'],
    queryFn: () => demand(api.GET('/api/trunks')).then((answer) => answer.items),
    refetchInterval: pollMs,
  });
}

export function useTestCall(key: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (number: string) => demand(api.POST('/api/trunks/{id}/test-call', { params: { path: { id: key } }, body: { number } })),
    onSettled: () => void client.invalidateQueries({ queryKey: ['trunks'] }),
  });
}
