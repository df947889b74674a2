import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { PealUi } from '@peal/ui';
import { queryClient } from '../server/query-client';
import { router } from './router';

export function App() {
  return (
    <PealUi>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </PealUi>
  );
}
