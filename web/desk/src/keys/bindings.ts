/** What keys can do on the desk, each with its usual key. */
export const kUsualKeys = {
  answer: 'F2',
  hangUp: 'Shift+F2',
  mute: 'F4',
  hold: 'F8',
  keypad: 'Shift+F8',
  transfer: 'F9',
  join: 'Shift+F9',
  notes: 'F6',
  ready: 'Shift+F4',
  microphone: 'Shift+F6',
  help: 'Shift+Slash',
} as const;

export type KeyAction = keyof typeof kUsualKeys;

/** Like `Shift+F8`, from event.code: the place on the keyboard, in every language. */
export function chordOf(event: Pick<KeyboardEvent, 'code' | 'shiftKey' | 'ctrlKey' | 'altKey' | 'metaKey'>): string {
  const parts = [];
  if (event.ctrlKey) parts.push('Ctrl');
  if (event.altKey) parts.push('Alt');
  if (event.metaKey) parts.push('Meta');
  if (event.shiftKey) parts.push('Shift');
  parts.push(event.code);
  return parts.join('+');
}

/** How a chord is written for people. */
export function chordLabel(chord: string): string {
  if (chord === 'Shift+Slash') return '?';
  return chord.replace(/Key([A-Z])$/, '$1').replace(/Digit(\d)$/, '$1');
}

/** Function keys and chords work everywhere; bare letters and signs not while typing. */
export function worksWhileTyping(chord: string): boolean {
  return /^(Shift\+)?F\d+$/.test(chord) || /(Ctrl|Alt|Meta)\+/.test(chord);
}

export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'range', 'submit'].includes(target.type);
}
