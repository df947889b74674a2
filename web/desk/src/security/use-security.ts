import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from '@peal/i18n';
import { demand } from '@peal/api-client';
import { api } from '../server/api';

// An attack should be seen while it happens.
const pollMs = 3_000;

export function useSecurity() {
  const { i18n } = useTranslation();
  return useQuery({
    // The sentences in it are written in the language of the page.
    queryKey: ['security', i18n.language],
    queryFn: () => demand(api.GET('/api/security')),
    refetchInterval: pollMs,
  });
}

export function useLiftBan() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (source: string) => demand(api.POST('/api/security/lift', { body: { source } })),
    onSettled: () => void client.invalidateQueries({ queryKey: ['security'] }),
  });
}

export function useAcknowledge() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => demand(api.POST('/api/security/alarms/{id}/acknowledge', { params: { path: { id } } })),
    onSettled: () => void client.invalidateQueries({ queryKey: ['security'] }),
  });
}
