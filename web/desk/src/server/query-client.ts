import { QueryClient } from '@tanstack/react-query';
import { ProblemError } from '@peal/api-client';

/** Reads are tried again only where a later answer may differ. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      refetchOnWindowFocus: false,
      retry: (count, error) => count < 2 && error instanceof ProblemError && error.problem.code === 'unreachable',
    },
    mutations: { retry: false },
  },
});
