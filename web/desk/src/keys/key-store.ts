import { create } from 'zustand';
import { kUsualKeys, type KeyAction } from './bindings';

const kKey = 'peal.keys';

interface Keys {
  chords: Record<KeyAction, string>;
  helpOpen: boolean;
}

function saved(): Partial<Record<KeyAction, string>> {
  try {
    const text = localStorage.getItem(kKey);
    return text ? (JSON.parse(text) as Partial<Record<KeyAction, string>>) : {};
  } catch {
    // What another version wrote and we cannot read is as good as nothing.
    return {};
  }
}

export const useKeys = create<Keys>(() => ({ chords: { ...kUsualKeys, ...saved() }, helpOpen: false }));

export function changeKey(action: KeyAction, chord: string): void {
  useKeys.setState(({ chords }) => {
    const next = { ...chords, [action]: chord };
    localStorage.setItem(kKey, JSON.stringify(next));
    return { chords: next };
  });
}

export function usualKeys(): void {
  localStorage.removeItem(kKey);
  useKeys.setState({ chords: { ...kUsualKeys } });
}

export function openKeyHelp(open: boolean): void {
  useKeys.setState({ helpOpen: open });
}
