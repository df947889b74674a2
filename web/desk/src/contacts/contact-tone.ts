import type { ContactView } from '@peal/api-client';
import type { Tone } from '@peal/ui';

const tones: Record<ContactView['state'], Tone> = {
  arriving: 'away',
  flow: 'away',
  waiting: 'offer',
  offered: 'offer',
  talking: 'talk',
  held: 'held',
  reconnecting: 'trouble',
  wrap_up: 'wrap',
  ended: 'off',
};

export function contactTone(state: ContactView['state']): Tone {
  return tones[state];
}
