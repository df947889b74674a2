import type { Softphone } from '@peal/softphone';
import { createSoftphone, socketAddress } from '@peal/softphone';
import { closeMicrophone, MicrophoneError, openMicrophone } from '@peal/softphone/devices';
import type { Language } from '../language';
import type { Fault } from './texts';
import { askTicket, isStale, server, TicketError, type CallWish } from './ticket';
import type { VisitorField } from './visitor-form';

export type CallState =
  | { phase: 'asking' | 'connecting' | 'ringing' }
  | { phase: 'connected'; since: number }
  | { phase: 'refused'; field: VisitorField; text: string }
  | { phase: 'ended'; fault?: Fault; detail?: string };

export interface WebCall {
  mute(on: boolean): void;
  digit(key: string): void;
  hangUp(): void;
}

/** Asks for a ticket, opens the microphone and calls; every change goes to `changed`. */
export function startWebCall(wish: CallWish, language: Language, changed: (state: CallState) => void): WebCall {
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
    changed({ phase: 'connecting' });
    // First the ticket: a mistyped number is told before the browser asks for anything.
    let ticket = await askTicket(wish, language);
    if (over) return;
    changed({ phase: 'asking' });
    microphone = await openMicrophone();
    if (over) {
      closeMicrophone(microphone);
      return;
    }
    changed({ phase: 'connecting' });
    if (isStale(ticket)) ticket = await askTicket(wish, language);
    if (over) return;
    const { sip, ice } = ticket.call;
    phone = createSoftphone();
    phone.useMicrophone(microphone);
    let called = false;
    phone.on((event) => {
      if (over) return;
      if (event.type === 'phone' && event.state === 'ready' && !called) {
        // One use: a second INVITE on a new socket would be refused.
        called = true;
        phone?.call(sip.target);
      } else if (event.type === 'phone' && (event.state === 'lost' || event.state === 'refused')) {
        end({ phase: 'ended', fault: 'unreachable' });
      } else if (event.type === 'leg') {
        if (event.state === 'ringing') changed({ phase: 'ringing' });
        else if (event.state === 'connected') changed({ phase: 'connected', since: Date.now() });
        else if (event.state === 'none') end(wasRefused(event.cause) ? { phase: 'ended', fault: 'refused' } : { phase: 'ended' });
      }
    });
    phone.start({ socket: socketAddress(sip.wsPath, server), uri: sip.uri, displayName: sip.displayName, iceServers: ice.iceServers });
  };

  run().catch((error: unknown) => {
    if (error instanceof MicrophoneError) end({ phase: 'ended', fault: error.fault });
    else if (error instanceof TicketError && error.field) end({ phase: 'refused', field: error.field, text: error.message });
    else if (error instanceof TicketError && error.message) end({ phase: 'ended', fault: 'refused', detail: error.message });
    else end({ phase: 'ended', fault: 'unreachable' });
  });

  return {
    mute: (on) => phone?.mute(on),
    digit: (key) => phone?.sendDigits(key),
    hangUp: () => end({ phase: 'ended' }),
  };
}

// JsSIP's words for how a leg ended; these three are a goodbye.
function wasRefused(cause: string | undefined): boolean {
  return cause !== undefined && !['Terminated', 'Canceled', 'Ended'].includes(cause);
}
