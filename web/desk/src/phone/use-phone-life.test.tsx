import type { ReactNode } from 'react';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Me } from '@peal/api-client';
import type { LegState, PhoneCredential, PhoneEvent, PhoneState } from '@peal/softphone';
import { meAs } from '../../../tests/fixtures/people';
import { usePhoneLife } from './use-phone-life';

const kit = vi.hoisted(() => ({ me: {} as Me, phone: null as unknown, owned: null as ((owned: boolean) => void) | null, claims: 0 }));
vi.mock('../session/use-me', () => ({ useMe: () => kit.me, meQuery: { queryKey: ['me'] } }));
vi.mock('@peal/softphone', () => ({ createSoftphone: () => kit.phone }));
vi.mock('@peal/softphone/devices', async (original) => ({
  ...(await original<object>()),
  claimAudio: (_steal: boolean, changed: (owned: boolean) => void) => {
    kit.claims += 1;
    kit.owned = changed;
    changed(true);
    return { release: () => undefined };
  },
}));

/** A softphone as the real one behaves: what starts or stops it ends its leg. */
class Device {
  leg: LegState = 'none';
  passwords: string[] = [];
  hungUp = 0;
  private tell: (event: PhoneEvent) => void = () => undefined;
  on(listener: (event: PhoneEvent) => void): void {
    this.tell = listener;
  }
  start({ password }: PhoneCredential): void {
    this.stop();
    this.passwords.push(password ?? '');
    this.is('ready');
  }
  stop(): void {
    if (this.leg !== 'none') this.hungUp += 1;
    if (this.leg !== 'none') this.has('none');
  }
  leave = (): void => this.stop();
  useMicrophone(): void {}
  useIceServers(): void {}
  is(state: PhoneState): void {
    this.tell({ type: 'phone', state });
  }
  has(state: LegState): void {
    this.leg = state;
    this.tell({ type: 'leg', state });
  }
}

// The phone of a page outlives its components, and so it does the tests.
const device = new Device();
kit.phone = device;
const client = new QueryClient();
const wrapper = ({ children }: { children: ReactNode }) => <QueryClientProvider client={client}>{children}</QueryClientProvider>;
const settle = () => act(async () => new Promise((done) => setTimeout(done, 0)));

function withPassword(password: string): Me {
  const me = meAs('agent');
  return { ...me, softphone: me.softphone && { ...me.softphone, credential: { ...me.softphone.credential, password } } };
}

/** An agent's page, registered with `first`; `learns` is a new answer of /api/me. */
async function page() {
  kit.me = withPassword('first');
  const { rerender, unmount } = renderHook(() => usePhoneLife(), { wrapper });
  await vi.waitFor(() => expect(device.passwords).toEqual(['first']));
  const learns = async (me: Me) => {
    kit.me = me;
    rerender();
    await settle();
  };
  const has = async (leg: LegState) => {
    act(() => device.has(leg));
    await settle();
  };
  return { learns, has, unmount };
}

beforeEach(() => {
  Object.assign(device, { leg: 'none', passwords: [], hungUp: 0 });
  kit.claims = 0;
});
afterEach(() => {
  vi.restoreAllMocks();
  client.clear();
});

describe('a new password', () => {
  test('is registered with at once where there is no leg, and the tab keeps the audio', async () => {
    const { learns } = await page();
    await learns(withPassword('second'));
    expect(device.passwords).toEqual(['first', 'second']);
    expect(kit.claims).toBe(1);
  });
  test.each(['arriving', 'asked', 'calling', 'ringing', 'connected'] as const)('waits for the end of a leg that is %s; the newest counts', async (leg) => {
    const { learns, has } = await page();
    await has(leg);
    await learns(withPassword('second'));
    await learns(withPassword('third'));
    expect(device).toMatchObject({ passwords: ['first'], hungUp: 0, leg });
    await has('none');
    expect(device.passwords).toEqual(['first', 'third']);
  });
  test('that is the old one again registers nothing', async () => {
    const { learns, has } = await page();
    await learns(withPassword('first'));
    await has('connected');
    await has('none');
    expect(device.passwords).toEqual(['first']);
  });
  test('of a registration refused in a call waits as well, and mends it afterwards', async () => {
    const { learns, has } = await page();
    await has('connected');
    act(() => device.is('refused'));
    await learns(withPassword('second'));
    expect(device).toMatchObject({ passwords: ['first'], hungUp: 0 });
    await has('none');
    expect(device.passwords).toEqual(['first', 'second']);
  });
  test('is no reason to register a tab that has lost the audio, until it has it again', async () => {
    const { learns, has } = await page();
    await has('connected');
    await learns(withPassword('second'));
    act(() => kit.owned?.(false));
    await settle();
    expect(device.passwords).toEqual(['first']);
    act(() => kit.owned?.(true));
    await settle();
    expect(device.passwords).toEqual(['first', 'second']);
  });
});

describe('a phone that is taken away', () => {
  test('by a change of settings goes when the call is over', async () => {
    const { learns, has } = await page();
    await has('connected');
    await learns({ ...meAs('agent'), softphone: null });
    expect(device.hungUp).toBe(0);
    const stop = vi.spyOn(device, 'stop');
    await has('none');
    expect(stop).toHaveBeenCalled();
    expect(device.passwords).toEqual(['first']);
  });
  test('by leaving the desk goes at once, and nothing registers again', async () => {
    const { learns, has, unmount } = await page();
    await has('connected');
    await learns(withPassword('second'));
    unmount();
    await settle();
    expect(device).toMatchObject({ passwords: ['first'], hungUp: 1 });
  });
});
