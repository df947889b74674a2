import { useMutation } from '@tanstack/react-query';
import { demand } from '@peal/api-client';
import { api } from '../server/api';
import { useShowProblem } from '../server/use-problem-text';

type Wanted = { status: 'ready' } | { status: 'not_ready'; reason: string | null };

/** What an agent can do with their own status. */
export function useStatusActions() {
  const show = useShowProblem();
  const set = useMutation({
    mutationFn: (wanted: Wanted) => demand(api.PUT('/api/agent/status', { body: wanted })),
    onError: show,
  });
  const signIn = useMutation({
    mutationFn: () => demand(api.POST('/api/agent/sign-in')),
    onError: show,
  });
  const signOut = useMutation({
    mutationFn: () => demand(api.POST('/api/agent/sign-out')),
    onError: show,
  });
  return {
    setReady: () => set.mutate({ status: 'ready' }),
    setNotReady: (reason: string | null) => set.mutate({ status: 'not_ready', reason }),
    signIn: signIn.mutateAsync,
    signOut: signOut.mutateAsync,
    pending: set.isPending || signIn.isPending || signOut.isPending,
  };
}
