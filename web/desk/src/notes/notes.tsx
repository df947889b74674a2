import { useRef } from 'react';
import { useTranslation } from '@peal/i18n';
import type { HandlingView } from '@peal/api-client';
import { IconCheck, KeyCap, Panel, PanelTitle, Textarea } from '@peal/ui';
import { useHotkey, useKeyLabel } from '../keys/use-hotkey';
import { keepDraft, useDrafts } from './draft-store';
import { useAutosave } from './use-autosave';
import classes from './notes.module.css';

const kLongest = 20_000;

/** Notes of this handling, saved as they are typed. */
export function Notes({ contact, handling }: { contact: string; handling: Pick<HandlingView, 'id' | 'notes'> }) {
  const { t } = useTranslation();
  const draft = useDrafts((notes) => notes.drafts[handling.id]);
  const state = useAutosave(contact, handling.id);
  const box = useRef<HTMLTextAreaElement>(null);
  const key = useKeyLabel('notes');
  useHotkey('notes', () => box.current?.focus());
  const text = draft ?? handling.notes;
  const word = { saved: text === '' ? '' : t('call.notesSaved'), saving: t('call.notesSaving'), kept: t('call.notesKept') }[state];
  return (
    <Panel className={classes.notes}>
      <PanelTitle
        side={
          <>
            <span className={classes.state} data-state={state} aria-live="polite">
              {state === 'saved' && text !== '' ? <IconCheck size={14} /> : null}
              {word}
            </span>
            <KeyCap>{key}</KeyCap>
          </>
        }
      >
        {t('call.notes')}
      </PanelTitle>
      <Textarea
        ref={box}
        variant="unstyled"
        className={classes.box}
        classNames={{ input: classes.input ?? '', wrapper: classes.wrapper ?? '' }}
        aria-label={t('call.notes')}
        placeholder={t('call.notesPlaceholder')}
        maxLength={kLongest}
        value={text}
        onChange={(event) => keepDraft(handling.id, event.currentTarget.value)}
      />
    </Panel>
  );
}
