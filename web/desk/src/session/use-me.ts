import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { demand, type Me, type Permission } from '@peal/api-client';
import { api } from '../server/api';

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: () => demand(api.GET('/api/me')),
  staleTime: Infinity,
});

/** Who is signed in; only under the shell, which has loaded it. */
export function useMe(): Me {
  return useSuspenseQuery(meQuery).data;
}

export function useMay(permission: Permission): boolean {
  return useMe().permissions.includes(permission);
}

/** Where somebody of this role begins. */
export function homeOf(me: Pick<Me, 'role' | 'agent'>): '/desk' | '/board' | '/settings' {
  if (me.role === 'administrator') return '/settings';
  if (me.role === 'supervisor') return '/board';
  return '/desk';
}
