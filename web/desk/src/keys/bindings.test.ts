import { describe, expect, test } from 'vitest';
import { chordLabel, chordOf, isTyping, worksWhileTyping } from './bindings';

const press = (code: string, part: Partial<KeyboardEvent> = {}) => ({ code, shiftKey: false, ctrlKey: false, altKey: false, metaKey: false, ...part });

describe('keys', () => {
  test('are told by their place on the keyboard', () => {
    expect(chordOf(press('F8', { shiftKey: true }))).toBe('Shift+F8');
    expect(chordOf(press('KeyA', { ctrlKey: true, altKey: true }))).toBe('Ctrl+Alt+KeyA');
    expect(chordLabel('Ctrl+KeyA')).toBe('Ctrl+A');
    expect(chordLabel('Shift+Slash')).toBe('?');
  });
  test('only function keys and chords work while somebody types', () => {
    expect(worksWhileTyping('F2')).toBe(true);
    expect(worksWhileTyping('Shift+F2')).toBe(true);
    expect(worksWhileTyping('Shift+Slash')).toBe(false);
    expect(worksWhileTyping('KeyM')).toBe(false);
  });
  test('a text field is typing, a tick box is not', () => {
    const field = document.createElement('input');
    const box = Object.assign(document.createElement('input'), { type: 'checkbox' });
    expect([isTyping(field), isTyping(document.createElement('textarea')), isTyping(box), isTyping(document.body)]).toEqual([true, true, false, false]);
  });
});
