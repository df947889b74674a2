import { render, screen } from '@testing-library/react';
import { QueryClientProvider } from '@tanstack/react-query';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { RecordingSummary } from '@peal/api-client';
import { startTexts } from '@peal/i18n';
import { PealUi } from '@peal/ui';
import { queryClient } from '../server/query-client';
import { RecordingPlayer } from './recording-player';

const recording = { id: '1-0000000000001', lengthMs: 2_000, whole: true, cause: '' } as RecordingSummary;

/** The player, the server refusing its waveform so. */
function showRefused(status: number, detail: string): void {
  const problem = { type: 'about:blank', title: 'No', status, detail, code: 'refused', where: '' };
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(JSON.stringify(problem), { status, headers: { 'Content-Type': 'application/problem+json' } })));
  render(
    <PealUi>
      <QueryClientProvider client={queryClient}>
        <RecordingPlayer recording={recording} />
      </QueryClientProvider>
    </PealUi>,
  );
}

beforeAll(async () => {
  await startTexts('en-US');
});
beforeEach(() => queryClient.clear());
afterEach(() => void vi.unstubAllGlobals());

test('a recording without sound says so, and offers nothing to play or to download', async () => {
  showRefused(404, 'The file is not there.');
  expect(await screen.findByText(/The sound is not there any more/)).toBeDefined();
  expect(screen.queryByRole('button', { name: 'Play' })).toBeNull();
  expect(screen.queryByRole('link')).toBeNull();
});

test('a waveform that fails for another reason leaves the player', async () => {
  showRefused(500, 'The disk is full.');
  expect(await screen.findByText('The disk is full.')).toBeDefined();
  expect(screen.getByRole('button', { name: 'Play' })).toBeDefined();
});
