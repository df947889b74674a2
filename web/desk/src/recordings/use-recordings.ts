import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { demand } from '@peal/api-client';
import { api } from '../server/api';

/** Points a waveform is asked in: one for each pixel or two of the widest drawing. */
const kPoints = 1200;

export function useRecordings(agent: string) {
  return useInfiniteQuery({
    queryKey: ['recordings', agent],
    queryFn: ({ pageParam }) =>
      demand(api.GET('/api/recordings', { params: { query: { ...(agent ? { agent } : {}), ...(pageParam ? { cursor: pageParam } : {}) } } })),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
  });
}

export function useWaveform(recording: string) {
  return useQuery({
    queryKey: ['waveform', recording],
    queryFn: () => demand(api.GET('/api/recordings/{id}/waveform', { params: { path: { id: recording }, query: { points: kPoints } } })),
    staleTime: Infinity,
  });
}

export function audioAddress(recording: string): string {
  return `/api/recordings/${encodeURIComponent(recording)}/audio`;
}
