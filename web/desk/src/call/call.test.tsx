import { act, fireEvent, render, screen } from '@testing-library/react';
import { QueryClientProvider } from '@tanstack/react-query';
import { createRootRoute, createRouter, RouterContextProvider } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { startTexts } from '@peal/i18n';
import { PealUi } from '@peal/ui';
import { agentView, sceneContact, type DeskScene } from '../../../tests/fixtures/live';
import { id } from '../../../tests/fixtures/ids';
import { meAs } from '../../../tests/fixtures/people';
import { useLive } from '../live/store';
import { useDrafts } from '../notes/draft-store';
import { usePhone } from '../phone/phone-store';
import { queryClient } from '../server/query-client';
import { meQuery } from '../session/use-me';
import { CallPanel } from './call-panel';
import { OfferCard } from './offer-card';

interface Asked {
  method: string;
  path: string;
  body: unknown;
}
let asked: Asked[];
let status: number;

beforeAll(async () => {
  await startTexts('en-US');
});

beforeEach(() => {
  asked = [];
  status = 200;
  localStorage.clear();
  sessionStorage.clear();
  useDrafts.setState({ drafts: {} });
  useLive.setState({ link: 'open', loaded: true });
  usePhone.setState({ phone: 'ready', leg: 'none', owned: true, microphone: 'open' });
  queryClient.clear();
  queryClient.setQueryData(meQuery.queryKey, meAs('agent'));
  vi.stubGlobal('fetch', async (request: Request) => {
    const text = request.method === 'GET' ? '' : await request.text();
    asked.push({ method: request.method, path: new URL(request.url).pathname, body: text ? JSON.parse(text) : null });
    const body = request.method === 'GET' ? { items: [], nextCursor: null } : { position: 12 };
    return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const router = createRouter({ routeTree: createRootRoute() });

function Around({ children }: { children: ReactNode }) {
  return (
    <PealUi>
      <QueryClientProvider client={queryClient}>
        <RouterContextProvider router={router}>{children}</RouterContextProvider>
      </QueryClientProvider>
    </PealUi>
  );
}

function show(scene: DeskScene): void {
  const contact = sceneContact(scene);
  const handling = contact?.handlings[0];
  if (!contact) throw new Error('this scene has no contact');
  render(handling ? <CallPanel contact={contact} handling={handling} /> : <OfferCard contact={contact} />, { wrapper: Around });
}

const press = (code: string, part: object = {}): void => void fireEvent.keyDown(document.body, { code, key: code, ...part });
const settle = (): Promise<void> => act(async () => new Promise((done) => setTimeout(done, 20)));
const posts = (): string[] => asked.filter((one) => one.method !== 'GET').map((one) => one.path.split('/').at(-1) ?? '');

describe('a transfer', () => {
  const open = async (): Promise<void> => {
    show('talking');
    press('F9');
    await settle();
  };
  beforeEach(() => {
    useLive.setState({
      agents: Object.fromEntries([agentView(0, { state: 'talking' }), agentView(1), agentView(7, { status: 'signed_out' })].map((one) => [one.id, one])),
    });
  });

  test('is opened by its key, and asks or sends whom one types', async () => {
    await open();
    fireEvent.change(screen.getByRole('textbox', { name: /Colleague/ }), { target: { value: '01088880000' } });
    fireEvent.click(screen.getByRole('button', { name: 'Ask first: 01088880000' }));
    await settle();
    expect(asked.find((one) => one.path.endsWith('/consult'))?.body).toEqual({ number: '01088880000' });
  });

  test('asks the first one who fits on Enter, and never oneself', async () => {
    await open();
    const field = screen.getByRole('textbox', { name: /Colleague/ });
    fireEvent.submit(field.closest('form') as HTMLFormElement);
    await settle();
    expect(asked.find((one) => one.path.endsWith('/consult'))?.body).toEqual({ agent: agentView(1).id });
    expect(screen.queryByRole('button', { name: `Send: ${agentView(0).name}` })).toBeNull();
  });

  test('says why somebody cannot be rung', async () => {
    await open();
    const send = screen.getByRole('button', { name: `Send: ${agentView(7).name}` });
    expect(send.getAttribute('aria-disabled')).toBe('true');
    fireEvent.click(send);
    await settle();
    expect(posts()).toEqual([]);
    expect(screen.getByText('Not signed in')).toBeDefined();
  });

  test('while asking, the bar swaps, completes and cancels', async () => {
    show('consulting');
    for (const name of ['Swap', 'Cancel']) fireEvent.click(screen.getByRole('button', { name }));
    fireEvent.click(screen.getAllByRole('button', { name: 'Transfer' }).at(-1) as HTMLElement);
    await settle();
    expect(posts()).toEqual(['swap', 'cancel-consult', 'complete-transfer']);
  });

  test('all three are joined by button or by key, and once they are the bar says how to go on', async () => {
    show('consulting');
    fireEvent.click(screen.getByRole('button', { name: 'Join all three' }));
    await settle();
    fireEvent.keyDown(document.body, { code: 'F9', key: 'F9', shiftKey: true });
    await settle();
    expect(posts()).toEqual(['join', 'join']);
  });

  test('in a call of three one leaves, puts the third out, or parts it', async () => {
    show('joined');
    expect(screen.queryByRole('button', { name: 'Join all three' })).toBeNull();
    for (const name of [/^Part/, 'Leave the call', /^Put .* out$/]) fireEvent.click(screen.getByRole('button', { name }));
    await settle();
    expect(posts()).toEqual(['swap', 'complete-transfer', 'cancel-consult']);
  });
});

describe('a call', () => {
  test('hold and mute are asked of the server, by button and by key', async () => {
    show('talking');
    fireEvent.click(screen.getByRole('button', { name: /^Hold/ }));
    press('F4');
    await settle();
    expect(posts()).toEqual(['hold', 'mute']);
    expect(asked.find((one) => one.path.endsWith('mute'))?.body).toEqual({ on: true });
  });

  test('the key ends it only when pressed twice', async () => {
    show('talking');
    press('F2', { shiftKey: true });
    await settle();
    expect(posts()).toEqual([]);
    expect(screen.getByText('Press again to end')).toBeDefined();
    press('F2', { shiftKey: true });
    await settle();
    expect(posts()).toEqual(['hang-up']);
  });

  test('Escape never ends it', async () => {
    show('talking');
    press('Escape');
    await settle();
    expect(posts()).toEqual([]);
  });

  test('typed digits go to the keypad, but not out of the notes', async () => {
    show('talking');
    fireEvent.keyDown(document.body, { code: 'Digit5', key: '5' });
    fireEvent.keyDown(screen.getByRole('textbox', { name: 'Notes' }), { code: 'Digit6', key: '6' });
    await settle();
    expect(asked.filter((one) => one.path.endsWith('digits')).map((one) => one.body)).toEqual([{ digits: '5' }]);
  });

  test('keys are left alone while a word is being composed', async () => {
    show('talking');
    press('F8', { isComposing: true });
    await settle();
    expect(posts()).toEqual([]);
  });

  test('a button that is off says why and does nothing', async () => {
    show('held');
    const keypad = screen.getByRole('button', { name: /^Keypad/ });
    expect(keypad.getAttribute('aria-disabled')).toBe('true');
    fireEvent.focus(keypad);
    fireEvent.click(keypad);
    fireEvent.keyDown(document.body, { code: 'Digit5', key: '5' });
    await settle();
    expect(posts()).toEqual([]);
    expect(screen.getByRole('button', { name: /^Retrieve/ }).getAttribute('aria-pressed')).toBe('true');
  });
});

describe('notes', () => {
  test('are saved when typing pauses', async () => {
    vi.useFakeTimers();
    show('talking');
    fireEvent.change(screen.getByRole('textbox', { name: 'Notes' }), { target: { value: 'wants a filter 滤芯' } });
    expect(screen.getByText('Saving')).toBeDefined();
    await act(() => vi.advanceTimersByTimeAsync(1000));
    expect(asked.filter((one) => one.method === 'PUT').map((one) => one.body)).toEqual([{ notes: 'wants a filter 滤芯' }]);
    expect(screen.getByText('Saved')).toBeDefined();
  });

  test('are kept while the line is lost and saved when it is back', async () => {
    vi.useFakeTimers();
    useLive.setState({ link: 'waiting' });
    show('talking');
    fireEvent.change(screen.getByRole('textbox', { name: 'Notes' }), { target: { value: 'kept' } });
    await act(() => vi.advanceTimersByTimeAsync(5000));
    expect(asked.filter((one) => one.method === 'PUT')).toEqual([]);
    expect(screen.getByText('Kept here until the connection is back')).toBeDefined();
    expect(sessionStorage.getItem('peal.notes')).toContain('kept');
    await act(async () => {
      useLive.setState({ link: 'open' });
      await vi.advanceTimersByTimeAsync(1000);
    });
    expect(asked.filter((one) => one.method === 'PUT').map((one) => one.body)).toEqual([{ notes: 'kept' }]);
  });
});

describe('the wrap-up', () => {
  test('a digit picks the disposition, Enter is done with it', async () => {
    show('wrapUp');
    press('Digit2');
    press('Enter');
    await settle();
    expect(asked.find((one) => one.path.endsWith('finish'))?.body).toEqual({ disposition: id(302) });
  });

  test('more time is asked of the server', async () => {
    show('wrapUp');
    fireEvent.click(screen.getByRole('button', { name: '30 s more' }));
    await settle();
    expect(asked.find((one) => one.path.endsWith('extend-wrap-up'))?.body).toEqual({ seconds: 30 });
  });
});

describe('an offer', () => {
  test('shows who calls and rejects by the server', async () => {
    show('offered');
    expect(screen.getByRole('heading', { name: '王芳' })).toBeDefined();
    expect(screen.getByText('Beijing')).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Reject' }));
    await settle();
    expect(posts()).toEqual(['reject']);
  });

  test('says why it cannot be answered here', () => {
    usePhone.setState({ owned: false });
    show('offered');
    expect(screen.getByText('Another tab has the audio. Take it over first.')).toBeDefined();
  });
});
