import type { ReactNode } from 'react';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Me } from '@peal/api-client';
import { useIce } from './use-ice';

const kit = vi.hoisted(() => ({ me: {} as { session: string; settingsRevision: number; ice: unknown }, asked: vi.fn() }));
vi.mock('../session/use-me', () => ({ useMe: () => kit.me }));
vi.mock('../server/api', () => ({ api: { GET: kit.asked } }));

const iceOf = (username: string, renewSeconds: number | null): Me['ice'] => ({
  iceServers: renewSeconds ? [{ urls: ['turn:turn.example.com'], username, credential: 'c' }] : [],
  expires: renewSeconds ? '2027-01-15T08:00:00Z' : null, renewSeconds, waitForCandidates: false,
});
const answers = (username: string) => ({ data: iceOf(username, 1200), response: new Response() });

function shown() {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const wrapper = ({ children }: { children: ReactNode }) => <QueryClientProvider client={client}>{children}</QueryClientProvider>;
  return renderHook(() => useIce(), { wrapper });
}
const after = (seconds: number) => act(() => vi.advanceTimersByTimeAsync(seconds * 1000));

beforeEach(() => {
  vi.useFakeTimers();
  kit.asked.mockReset();
});
afterEach(() => void vi.useRealTimers());

test('credentials are renewed again and again, and a server that is away is asked anew', async () => {
  kit.me = { session: 's', settingsRevision: 1, ice: iceOf('first', 1200) };
  kit.asked.mockResolvedValueOnce(answers('second')).mockRejectedValueOnce(new TypeError('away')).mockResolvedValueOnce(answers('third'));
  const { result } = shown();
  await after(1190);
  expect(result.current).toEqual(iceOf('first', 1200));
  await after(20);
  expect(result.current).toEqual(iceOf('second', 1200));
  await after(1200);
  expect(result.current).toEqual(iceOf('second', 1200));
  await after(1200);
  expect(result.current).toEqual(iceOf('third', 1200));
});

test('without a TURN server nothing is asked', async () => {
  kit.me = { session: 's', settingsRevision: 1, ice: iceOf('', null) };
  const { result } = shown();
  await after(100_000);
  expect(kit.asked).not.toHaveBeenCalled();
  expect(result.current).toEqual(iceOf('', null));
});
