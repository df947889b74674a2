import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { demand } from '@peal/api-client';
import { api } from '../server/api';
import { useShowProblem } from '../server/use-problem-text';
import { meQuery } from '../session/use-me';

export function useSettings() {
  return useQuery({ queryKey: ['settings'], queryFn: () => demand(api.GET('/api/settings/current')) });
}

export function useRevisions() {
  return useQuery({
    queryKey: ['revisions'],
    queryFn: () => demand(api.GET('/api/settings/revisions')).then((answer) => answer.items),
  });
}

/** The settings in force as a file, to be changed and applied. */
export function useExportedSettings() {
  const onError = useShowProblem();
  return useMutation({ mutationFn: () => demand(api.GET('/api/settings/export', { parseAs: 'text' })), onError });
}

export function useApplySettings() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (yaml: string) =>
      demand(
        api.POST('/api/settings/apply', {
          body: yaml,
          bodySerializer: (body) => body,
          headers: { 'Content-Type': 'application/yaml' },
        }),
      ),
    onSuccess: () => {
      for (const key of ['settings', 'revisions', 'agents', 'entries', 'trunks', 'conferences']) void client.invalidateQueries({ queryKey: [key] });
      void client.invalidateQueries(meQuery);
    },
  });
}
