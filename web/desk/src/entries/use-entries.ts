import { useMutation, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { demand, type SettingsEntry } from '@peal/api-client';
import { api } from '../server/api';
import { meQuery } from '../session/use-me';
import type { Lines } from './draft';
import type { Section } from './fields';

// The sections are alike in everything but their name.
type Alike = '/api/settings/trunks';
const listOf = (section: Section): Alike => `/api/settings/${section}` as Alike;
const oneOf = (section: Section): `${Alike}/{id}` => `/api/settings/${section}/{id}` as `${Alike}/{id}`;

function fetchEntries(section: Section, search: string) {
  return demand(api.GET(listOf(section), { params: { query: search === '' ? {} : { search } } }));
}

export function useEntries(section: Section, search = '') {
  return useQuery({ queryKey: ['entries', section, search], queryFn: () => fetchEntries(section, search), placeholderData: (before) => before });
}

/** The entry as it is now, not as it was when the list was read. */
export async function entryNow(section: Section, key: string): Promise<SettingsEntry | undefined> {
  const found = await fetchEntries(section, key);
  return found.items.find((entry) => entry.key === key);
}

function settingsChanged(client: QueryClient): void {
  for (const key of ['entries', 'settings', 'revisions', 'agents', 'trunks', 'conferences']) void client.invalidateQueries({ queryKey: [key] });
  void client.invalidateQueries(meQuery);
}

export interface Saving {
  key: string;
  lines: Lines;
  /** The revision of the entry that was seen; 0: it is new. */
  revision: number;
}

export function useSaveEntry(section: Section) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ key, lines, revision }: Saving) => demand(api.PUT(oneOf(section), { params: { path: { id: key } }, body: { revision, entry: lines } })),
    onSuccess: () => settingsChanged(client),
  });
}

export function useRemoveEntry(section: Section) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ key, revision }: { key: string; revision: number }) => demand(api.DELETE(oneOf(section), { params: { path: { id: key }, query: { revision } } })),
    onSuccess: () => settingsChanged(client),
  });
}

/** Keeps the password of a trunk, of an agent's phone or of a user. */
export function useSetPassword(section: Section) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ key, password }: { key: string; password: string }) => {
      if (section === 'trunks') return demand(api.PUT('/api/trunks/{id}/password', { params: { path: { id: key } }, body: { password } }));
      const entry = await entryNow(section, key);
      const params = { params: { path: { id: entry?.id ?? '' } } };
      if (section === 'agents') return demand(api.PUT('/api/agents/{id}/phone-password', { ...params, body: { password } }));
      return demand(api.PUT('/api/users/{id}/password', { ...params, body: { password } }));
    },
    onSuccess: () => settingsChanged(client),
  });
}
