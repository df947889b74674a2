import { act, fireEvent, render, screen } from '@testing-library/react';
import { QueryClientProvider } from '@tanstack/react-query';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { startTexts } from '@peal/i18n';
import { PealUi } from '@peal/ui';
import { meAs } from '../../../tests/fixtures/people';
import { queryClient } from '../server/query-client';
import { meQuery } from '../session/use-me';
import { RefusedFiltersBar } from './refused-filters-bar';

beforeAll(() => startTexts('en-US'));
beforeEach(() => {
  queryClient.setQueryData(meQuery.queryKey, meAs('administrator'));
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

test('what is typed into two fields in one breath counts in both', async () => {
  const chosen = vi.fn();
  render(
    <PealUi>
      <QueryClientProvider client={queryClient}>
        <RefusedFiltersBar filters={{}} onChange={chosen} />
      </QueryClientProvider>
    </PealUi>,
  );
  fireEvent.change(screen.getByLabelText('Number'), { target: { value: '4000' } });
  fireEvent.change(screen.getByLabelText('Source address'), { target: { value: '192.0.2.7' } });
  await act(() => vi.advanceTimersByTimeAsync(1000));
  expect(chosen).toHaveBeenLastCalledWith({ number: '4000', source: '192.0.2.7' });
});
