import { beforeEach, describe, expect, test, vi } from 'vitest';

const kit = vi.hoisted(() => {
  const softphone = { leg: 'none', answer: vi.fn(), call: vi.fn(), useMicrophone: vi.fn(), useIceServers: vi.fn(), start: vi.fn(), stop: vi.fn(), leave: vi.fn(), on: vi.fn() };
  return { softphone, open: vi.fn(), owned: null as ((owned: boolean) => void) | null };
});
vi.mock('@peal/softphone', () => ({ createSoftphone: () => kit.softphone }));
vi.mock('@peal/softphone/devices', async (original) => ({
  ...(await original<object>()),
  openMicrophone: kit.open,
  createLevelMeter: () => ({ level: () => 0, close: () => undefined }),
  claimAudio: (_steal: boolean, changed: (owned: boolean) => void) => {
    kit.owned = changed;
    changed(true);
    return { release: () => undefined };
  },
}));

/** A microphone whose one track can be pulled out. */
function microphone() {
  const track = Object.assign(new EventTarget(), { kind: 'audio', enabled: true, stop: () => undefined, getSettings: () => ({}) });
  const stream = { getTracks: () => [track], getAudioTracks: () => [track], clone: () => ({ getTracks: () => [] }) };
  return { track, stream };
}

const credential = { wsPath: '/sip', uri: 'sip:a@b', displayName: 'A', registerSeconds: 300, credential: { user: 'a', password: 'b', realm: 'r' } };

const iceOf = (username: string) => ({
  iceServers: [{ urls: ['turn:turn.example.com'], username, credential: 'c' }],
  expires: '2027-01-15T08:00:00Z', renewSeconds: 1200, waitForCandidates: false,
});

/** The phone of a page that has just been opened, registered. */
async function freshPhone() {
  vi.resetModules();
  const phone = await import('./phone');
  phone.adoptIce(iceOf('first'));
  phone.claimPhone(credential as never, false);
  await vi.waitFor(() => expect(kit.softphone.start).toHaveBeenCalled());
  const { MicrophoneError } = await import('@peal/softphone/devices');
  return { ...phone, MicrophoneError, store: (await import('./phone-store')).usePhone };
}

beforeEach(() => {
  vi.clearAllMocks();
  kit.open.mockReset();
  kit.softphone.leg = 'none';
  localStorage.clear();
});

describe('answering', () => {
  test('opens a closed microphone first, and then with that one', async () => {
    const { stream } = microphone();
    kit.open.mockResolvedValue(stream);
    kit.softphone.leg = 'arriving';
    const phone = await freshPhone();
    await phone.answerLeg();
    expect(kit.softphone.useMicrophone).toHaveBeenLastCalledWith(stream);
    expect(kit.softphone.answer).toHaveBeenCalledOnce();
    expect(phone.store.getState().microphone).toBe('open');
  });
  test('does not happen where no microphone opens, and the page knows why', async () => {
    kit.softphone.leg = 'arriving';
    const phone = await freshPhone();
    kit.open.mockRejectedValue(new phone.MicrophoneError('denied'));
    await phone.answerLeg();
    await phone.callNumber('1002');
    expect(kit.softphone.answer).not.toHaveBeenCalled();
    expect(kit.softphone.call).not.toHaveBeenCalled();
    expect(phone.store.getState()).toMatchObject({ microphone: 'closed', fault: 'denied' });
  });
  test('does not take the next caller for one who gave up while it opened', async () => {
    kit.softphone.leg = 'arriving';
    kit.open.mockImplementation(() => {
      kit.softphone.leg = 'none';
      return Promise.resolve(microphone().stream);
    });
    const phone = await freshPhone();
    await phone.answerLeg();
    expect(kit.softphone.answer).not.toHaveBeenCalled();
  });
  test('asks the browser once, however often it is wanted', async () => {
    kit.open.mockResolvedValue(microphone().stream);
    const phone = await freshPhone();
    await Promise.all([phone.openInput(), phone.answerLeg(), phone.openInput()]);
    expect(kit.open).toHaveBeenCalledOnce();
  });
});

describe('a microphone that is pulled out', () => {
  test('gives way to another', async () => {
    const first = microphone();
    const second = microphone();
    kit.open.mockResolvedValueOnce(first.stream).mockResolvedValueOnce(second.stream);
    const phone = await freshPhone();
    await phone.openInput();
    first.track.dispatchEvent(new Event('ended'));
    expect(phone.store.getState().microphone).toBe('closed');
    await vi.waitFor(() => expect(phone.store.getState().microphone).toBe('open'));
    expect(kit.softphone.useMicrophone).toHaveBeenLastCalledWith(second.stream);
  });
  test('leaves a closed one and says so where there is no other', async () => {
    const only = microphone();
    const phone = await freshPhone();
    kit.open.mockResolvedValueOnce(only.stream).mockRejectedValueOnce(new phone.MicrophoneError('missing'));
    await phone.openInput();
    only.track.dispatchEvent(new Event('ended'));
    await vi.waitFor(() => expect(phone.store.getState().fault).toBe('missing'));
    expect(phone.store.getState().microphone).toBe('closed');
  });
});

describe('servers for ICE', () => {
  test('are those of the page when it registers, and newer ones reach the next leg', async () => {
    const phone = await freshPhone();
    expect(kit.softphone.start.mock.lastCall?.[0]).toMatchObject({ iceServers: iceOf('first').iceServers });
    phone.adoptIce(iceOf('second'));
    expect(kit.softphone.useIceServers).toHaveBeenLastCalledWith(iceOf('second').iceServers);
    expect(kit.softphone.start).toHaveBeenCalledOnce();
  });
  test('a tab that takes the audio over later has the newest', async () => {
    const phone = await freshPhone();
    kit.owned?.(false);
    phone.adoptIce(iceOf('second'));
    phone.claimPhone(credential as never, true);
    await vi.waitFor(() => expect(kit.softphone.start).toHaveBeenCalledTimes(2));
    expect(kit.softphone.start.mock.lastCall?.[0]).toMatchObject({ iceServers: iceOf('second').iceServers });
  });
});
