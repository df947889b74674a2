import type { Softphone } from '@peal/softphone';
import { createSoftphone } from '@peal/softphone';
import { closeMicrophone, MicrophoneError, openMicrophone } from '@peal/softphone/devices';
import type { WebCall as Ticket } from '@peal/api-client';
import type { Language } from '../language';
import type { Fault } from './texts';

export type CallState =
  | { phase: 'asking' | 'connecting' | 'ringing' }
  | { phase: 'connected'; since: number }
  | { phase: 'ended'; fault?: Fault; detail?: string };

export interface WebCall {
  mute(on: boolean): void;
  digit(key: string): void;
  hangUp(): void;
}

/** Asks for a ticket, opens the microphone and calls; every change goes to `changed`. */
export function startWebCall(number: string, language: Language, changed: (state: CallState) => void): WebCall {
  let phone: Softphone | null = null;
  let microphone: MediaStream | null = null;
  let over = false;

  const end = (state: CallState): void => {
    if (over) return;
    over = true;
    closeMicrophone(microphone);
    const old = phone;
    phone = null;
    old?.stop();
    changed(state);
  };

  const run = async (): Promise<void> => {
    changed({ phase: 'asking' });
    microphone = await openMicrophone();
    if (over) {
      closeMicrophone(microphone);
      return;
    }
    changed({ phase: 'connecting' });
    const ticket = await askTicket(number, language);
    if (over) return;
    phone = createSoftphone();
    phone.useMicrophone(microphone);
    let called = false;
    phone.on((event) => {
      if (over) return;
      if (event.type === 'phone' && event.state === 'ready' && !called) {
        // One use: a second INVITE on a new socket would be refused.
        called = true;
        phone?.call(ticket.sip.target);
      } else if (event.type === 'phone' && (event.state === 'lost' || event.state === 'refused')) {
        end({ phase: 'ended', fault: 'unreachable' });
      } else if (event.type === 'leg') {
        if (event.state === 'ringing') changed({ phase: 'ringing' });
        else if (event.state === 'connected') changed({ phase: 'connected', since: Date.now() });
        else if (event.state === 'none') end(wasRefused(event.cause) ? { phase: 'ended', fault: 'refused' } : { phase: 'ended' });
      }
    });
    phone.start({ socket: ticket.sip.wsPath, uri: ticket.sip.uri, displayName: ticket.sip.displayName, iceServers: ticket.ice.iceServers });
  };

  run().catch((error: unknown) => {
    if (error instanceof MicrophoneError) end({ phase: 'ended', fault: error.fault });
    else if (error instanceof TicketError && error.detail) end({ phase: 'ended', fault: 'refused', detail: error.detail });
    else end({ phase: 'ended', fault: 'unreachable' });
  });

  return {
    mute: (on) => phone?.mute(on),
    digit: (key) => phone?.sendDigits(key),
    hangUp: () => end({ phase: 'ended' }),
  };
}

class TicketError extends Error {
  constructor(readonly detail: string) {
    super(detail);
  }
}

// The server that gave us this file, whatever page we are on.
const origin = new URL(import.meta.url).origin;

/** A right to call one number once, within a minute. */
async function askTicket(number: string, language: Language): Promise<Ticket> {
  const answer = await fetch(new URL('/api/web-calls', origin), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Accept-Language': language },
    body: JSON.stringify({ number, language }),
  });
  if (answer.ok) return (await answer.json()) as Ticket;
  const problem = (await answer.json().catch(() => ({}))) as { detail?: string };
  throw new TicketError(problem.detail ?? '');
}

// JsSIP's words for how a leg ended; these two are a goodbye.
function wasRefused(cause: string | undefined): boolean {
  return cause !== undefined && !['Terminated', 'Canceled', 'Ended'].includes(cause);
}
