import { queryOptions, useQuery } from '@tanstack/react-query';
import { demand } from '@peal/api-client';
import { api } from './api';

export const queuesQuery = queryOptions({
  queryKey: ['queues'],
  queryFn: () => demand(api.GET('/api/queues')).then((answer) => answer.items),
  staleTime: 60_000,
});

/** Used until the queues are known; the trade's usual aim. */
const kUsualSeconds = 20;
/** A wait of so many service levels is an alarm. */
const kAlarmTimes = 3;

/** Within how many seconds a queue wants its callers answered. */
export function useServiceLevelSeconds(): (queue: string) => number {
  const { data } = useQuery(queuesQuery);
  return (id) => data?.find((queue) => queue.id === id)?.serviceLevelSeconds ?? kUsualSeconds;
}

/** When a wait in a queue turns amber and red. */
export function useWaitLimits(): (queue: string) => { amberAfterMs: number; redAfterMs: number } {
  const seconds = useServiceLevelSeconds();
  return (queue) => ({ amberAfterMs: seconds(queue) * 1000, redAfterMs: seconds(queue) * 1000 * kAlarmTimes });
}
