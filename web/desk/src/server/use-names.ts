import { queryOptions, useQuery } from '@tanstack/react-query';
import { useTranslated } from '@peal/i18n';
import { demand } from '@peal/api-client';
import { useMe } from '../session/use-me';
import { api } from './api';

export const agentsQuery = queryOptions({
  queryKey: ['agents'],
  queryFn: () => demand(api.GET('/api/agents')).then((answer) => answer.items),
  staleTime: 60_000,
});

/** The name of a queue by its id; empty for none. */
export function useQueueNames(): (id: string | null | undefined) => string {
  const translated = useTranslated();
  const { queues } = useMe();
  return (id) => translated(queues.find((queue) => queue.id === id)?.name);
}

/** The name of an agent by its id; empty for none. */
export function useAgentNames(): (id: string | null | undefined) => string {
  const { data } = useQuery(agentsQuery);
  return (id) => (id ? (data?.find((agent) => agent.id === id)?.name ?? '') : '');
}

/** The name of a disposition by its id; empty for none. */
export function useDispositionNames(): (id: string | null | undefined) => string {
  const translated = useTranslated();
  const { dispositions } = useMe();
  return (id) => translated(dispositions.find((one) => one.id === id)?.name);
}
