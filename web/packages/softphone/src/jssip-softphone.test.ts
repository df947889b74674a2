import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createSoftphone } from './jssip-softphone';

type Handler = (event: Record<string, unknown>) => void;

const kit = vi.hoisted(() => {
  class Emitter {
    handlers = new Map<string, Handler[]>();
    on(name: string, handler: Handler): void {
      this.handlers.set(name, [...(this.handlers.get(name) ?? []), handler]);
    }
    tell(name: string, event: Record<string, unknown> = {}): void {
      for (const handler of this.handlers.get(name) ?? []) handler(event);
    }
  }
  class Session extends Emitter {
    sender = { track: { kind: 'audio' }, dtmf: { canInsertDTMF: false } };
    connection = Object.assign(new EventTarget(), { connectionState: 'connecting', getSenders: () => [this.sender], getReceivers: () => [] });
    sendDTMF = vi.fn();
    isEstablished = () => true;
    isEnded = () => false;
    terminate = vi.fn(() => this.tell('ended', { cause: 'Terminated' }));
  }
  const agents: Emitter[] = [];
  const calls: { session: Session; options: { pcConfig: RTCConfiguration } }[] = [];
  class UA extends Emitter {
    constructor() {
      super();
      agents.push(this);
    }
    start = vi.fn();
    stop = vi.fn();
    call(_target: string, options: { pcConfig: RTCConfiguration }): Session {
      const session = new Session();
      calls.push({ session, options });
      return session;
    }
  }
  class Socket {
    disconnect(): void {}
  }
  return { agents, calls, Socket, UA };
});
vi.mock('jssip', () => ({ default: { UA: kit.UA, WebSocketInterface: kit.Socket, C: { DTMF_TRANSPORT: { RFC2833: 'RFC2833' } } } }));
vi.mock('./remote-audio', () => ({ connectRemoteAudio: () => ({ close: () => undefined }) }));
vi.mock('./quality', () => ({ watchQuality: () => () => undefined }));

const server = (username: string): RTCIceServer => ({ urls: ['turn:turn.example.com'], username, credential: 'c' });

function called() {
  const phone = createSoftphone();
  phone.start({ socket: 'wss://peal.example/sip', uri: 'sip:a@b', iceServers: [server('first')] });
  phone.call('7000');
  const last = kit.calls.at(-1);
  if (!last) throw new Error('nothing was called');
  return { phone, ...last };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('digits', () => {
  test('pressed before the way takes them are sent once, in order, when it does', () => {
    const { phone, session } = called();
    phone.sendDigits('1');
    session.connection.connectionState = 'connected';
    session.connection.dispatchEvent(new Event('connectionstatechange'));
    phone.sendDigits('2');
    vi.advanceTimersByTime(1_000);
    expect(session.sendDTMF).not.toHaveBeenCalled();
    session.sender.dtmf.canInsertDTMF = true;
    vi.advanceTimersByTime(100);
    phone.sendDigits('3');
    expect(session.sendDTMF.mock.calls.map(([digits]) => digits as string)).toEqual(['12', '3']);
  });
  test('of a call that is over do not reach the next one', () => {
    const { phone, session } = called();
    phone.sendDigits('1');
    session.tell('ended', { cause: 'Terminated' });
    phone.call('7000');
    const next = kit.calls.at(-1)?.session;
    if (next) Object.assign(next.sender.dtmf, { canInsertDTMF: true });
    if (next) next.connection.connectionState = 'connected';
    vi.advanceTimersByTime(1_000);
    expect(next?.sendDTMF).not.toHaveBeenCalled();
  });
});

describe('a call whose server was started anew', () => {
  function inTalk() {
    const { phone, session } = called();
    session.tell('accepted');
    const way = (state: string) => {
      session.connection.connectionState = state;
      session.connection.dispatchEvent(new Event('connectionstatechange'));
    };
    way('connected');
    const agent = kit.agents.at(-1);
    return { phone, way, refused: () => agent?.tell('registrationFailed', { response: { status_code: 403 } }), registered: () => agent?.tell('registered') };
  }
  test.each(['disconnected', 'failed'])('ends once its phone is refused and its way is %s', (state) => {
    const { phone, way, refused } = inTalk();
    refused();
    way(state);
    vi.advanceTimersByTime(2_900);
    expect(phone.leg).toBe('connected');
    vi.advanceTimersByTime(200);
    expect(phone.leg).toBe('none');
  });
  test('ends in whichever order the two are seen', () => {
    const { phone, way, refused } = inTalk();
    way('disconnected');
    vi.advanceTimersByTime(10_000);
    expect(phone.leg).toBe('connected');
    refused();
    vi.advanceTimersByTime(3_100);
    expect(phone.leg).toBe('none');
  });
  test('goes on while it is heard, or while its phone is known', () => {
    const { phone, way, refused, registered } = inTalk();
    refused();
    vi.advanceTimersByTime(60_000);
    way('disconnected');
    vi.advanceTimersByTime(1_000);
    way('connected');
    vi.advanceTimersByTime(60_000);
    way('disconnected');
    registered();
    vi.advanceTimersByTime(60_000);
    expect(phone.leg).toBe('connected');
  });
});

describe('servers for ICE', () => {
  test('that came later are those of the next leg', () => {
    const { phone, session, options } = called();
    expect(options.pcConfig.iceServers).toEqual([server('first')]);
    phone.useIceServers([server('second')]);
    session.tell('ended', { cause: 'Terminated' });
    phone.call('7000');
    expect(kit.calls.at(-1)?.options.pcConfig.iceServers).toEqual([server('second')]);
  });
});
