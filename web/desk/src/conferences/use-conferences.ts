import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { demand } from '@peal/api-client';
import { api } from '../server/api';
import { useShowProblem } from '../server/use-problem-text';

// Somebody who comes or goes shows at once, for people who look; whose voice one
// hears wants to be seen while it is heard.
const pollMs = 1_000;
const pollInSessionMs = 500;

export function useConferences() {
  return useQuery({
    queryKey: ['conferences'],
    queryFn: () => demand(api.GET('/api/conferences')).then((answer) => answer.items),
    refetchInterval: ({ state }) => (state.data?.some((room) => room.since !== null) ? pollInSessionMs : pollMs),
  });
}

/** What a host or a supervisor does; the list says what became of it. */
export function useConferenceActions(key: string) {
  const client = useQueryClient();
  const onError = useShowProblem();
  const onSettled = () => void client.invalidateQueries({ queryKey: ['conferences'] });
  const at = { params: { path: { id: key } } };
  const mute = useMutation({
    mutationFn: (body: { party: string; on: boolean }) => demand(api.POST('/api/conferences/{id}/mute', { ...at, body })),
    onError,
    onSettled,
  });
  const remove = useMutation({
    mutationFn: (party: string) => demand(api.POST('/api/conferences/{id}/remove', { ...at, body: { party } })),
    onError,
    onSettled,
  });
  const lock = useMutation({
    mutationFn: (on: boolean) => demand(api.POST('/api/conferences/{id}/lock', { ...at, body: { on } })),
    onError,
    onSettled,
  });
  const end = useMutation({ mutationFn: () => demand(api.POST('/api/conferences/{id}/end', at)), onError, onSettled });
  return { mute, remove, lock, end };
}
