import type { ContactView } from '@peal/api-client';
import type { Tone } from '@peal/ui';

const tones: Record<ContactView['state'], Tone> = {
  flow: 'away',
  waiting: 'offer',
  offered: 'offer',
  talking: 'talk',
  held: 'held',
  reconnecting: 'trouble',
  wrap_up: 'wrap',
  transferring: 'offer',
  outside: 'talk',
  parked: 'held',
};

export function contactTone(state: ContactView['state']): Tone {
  return tones[state];
}
