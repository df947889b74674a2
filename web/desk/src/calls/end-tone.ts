import type { ContactEnd } from '@peal/api-client';
import type { Tone } from '@peal/ui';

const tones: Record<ContactEnd, Tone> = { handled: 'ready', abandoned: 'trouble', in_flow: 'away', rejected: 'trouble', failed: 'trouble' };

export function endTone(end: ContactEnd | null): Tone {
  return end === null ? 'talk' : tones[end];
}
