import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { demand } from '@peal/api-client';
import { api } from '../server/api';
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
      for (const key of ['settings', 'revisions', 'agents']) void client.invalidateQueries({ queryKey: [key] });
      void client.invalidateQueries(meQuery);
    },
  });
}
