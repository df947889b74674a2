import { useEffect } from 'react';
import { microphoneAllowed, watchMicrophones } from '@peal/softphone/devices';
import { useHotkey } from '../keys/use-hotkey';
import { useMyAgent } from '../live/selectors';
import { useMe } from '../session/use-me';
import { openInput } from './phone';
import { usePhone } from './phone-store';

/** Whether calls come to this page while its microphone is closed. */
export function useMicrophoneMissing(): boolean {
  const me = useMe();
  const agent = useMyAgent(me.agent?.id);
  const { owned, microphone, fault } = usePhone();
  // Before the day begins, only a try that failed is worth a word.
  const works = agent !== undefined && agent.seat === null && (agent.status !== 'signed_out' || fault !== null);
  return me.softphone !== null && owned === true && works && microphone === 'closed';
}

/**
 * Opens the microphone as soon as calls may come, whoever made the agent ready:
 * the device check here or in another tab, a supervisor, a program. Where the
 * browser would have to ask, a click or a key opens it (MicrophoneBar).
 */
export function useMicrophone(): void {
  const missing = useMicrophoneMissing();
  useHotkey('microphone', () => void openInput(), missing);
  useEffect(() => {
    if (!missing) return;
    const tryIt = (): void => {
      void microphoneAllowed().then((allowed) => {
        if (allowed && usePhone.getState().microphone === 'closed') void openInput();
      });
    };
    tryIt();
    return watchMicrophones(tryIt);
  }, [missing]);
}
