import { useEffect, useRef } from 'react';
import { chordLabel, chordOf, isTyping, worksWhileTyping, type KeyAction } from './bindings';
import { useKeys } from './key-store';

/** Runs `run` on the action's key while `enabled`, but never while a word is being composed. */
export function useHotkey(action: KeyAction, run: () => void, enabled = true): void {
  const chord = useKeys((keys) => keys.chords[action]);
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    if (!enabled) return;
    const onKey = (event: KeyboardEvent): void => {
      if (event.isComposing || event.repeat || chordOf(event) !== chord) return;
      if (isTyping(event.target) && !worksWhileTyping(chord)) return;
      event.preventDefault();
      latest.current();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [chord, enabled]);
}

/** Runs `run` with each matching bare or Alt key; `undefined` from `pick` lets the key pass. */
export function useKeyPick<T>(pick: (event: KeyboardEvent) => T | undefined, run: (picked: T) => void, enabled = true): void {
  const latest = useRef({ pick, run });
  useEffect(() => {
    latest.current = { pick, run };
  });
  useEffect(() => {
    if (!enabled) return;
    const onKey = (event: KeyboardEvent): void => {
      if (event.isComposing || event.repeat || (isTyping(event.target) && !event.altKey)) return;
      if (document.querySelector('[role="dialog"]')) return;
      const picked = latest.current.pick(event);
      if (picked === undefined) return;
      event.preventDefault();
      latest.current.run(picked);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [enabled]);
}

/** The action's key as it is written on a button. */
export function useKeyLabel(action: KeyAction): string {
  return chordLabel(useKeys((keys) => keys.chords[action]));
}
