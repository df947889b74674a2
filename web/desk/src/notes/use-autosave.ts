import { useEffect, useRef, useState } from 'react';
import { demand, isNotFound } from '@peal/api-client';
import { api } from '../server/api';
import { useLive } from '../live/store';
import { draftSaved, useDrafts } from './draft-store';

const kPauseMs = 700;
const kRetryMs = 4000;

export type SaveState = 'saved' | 'saving' | 'kept';

/** Sends the draft when typing pauses, and again until the server holds it. */
export function useAutosave(contact: string, handling: string): SaveState {
  const draft = useDrafts((notes) => notes.drafts[handling]);
  const open = useLive((live) => live.link === 'open');
  const [failed, setFailed] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const sending = useRef(false);

  useEffect(() => {
    if (draft === undefined || !open || sending.current) return;
    const timer = setTimeout(
      () => {
        sending.current = true;
        demand(api.PUT('/api/contacts/{id}/notes', { params: { path: { id: contact } }, body: { notes: draft } }))
          .then(() => {
            setFailed(false);
            draftSaved(handling, draft);
          })
          .catch((error: unknown) => {
            // A handling that is over takes no notes any more: nothing to retry.
            setFailed(!isNotFound(error));
          })
          .finally(() => {
            sending.current = false;
            setAttempt((count) => count + 1);
          });
      },
      failed ? kRetryMs : kPauseMs,
    );
    return () => clearTimeout(timer);
  }, [draft, open, failed, attempt, contact, handling]);

  if (draft === undefined) return 'saved';
  return failed || !open ? 'kept' : 'saving';
}
