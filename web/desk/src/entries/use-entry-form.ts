import { useState } from 'react';
import { useTranslation } from '@peal/i18n';
import type { SettingsEntry } from '@peal/api-client';
import { notifications } from '@peal/ui';
import { useProblemText } from '../server/use-problem-text';
import { draftOf, linesOf, type Draft, type Lines } from './draft';
import { keyLine, type Field, type Section } from './fields';
import { mistakesOf, sortMistakes, type Sorted } from './mistakes';
import { entryNow, useSaveEntry, useSetPassword } from './use-entries';

interface Wanted {
  section: Section;
  fields: readonly Field[];
  /** Undefined: it is new. */
  entry: SettingsEntry | undefined;
  beginning: Draft;
  onClose: () => void;
}

/** What stands in a form, what is wrong with it, and its way to the server. */
export function useEntryForm({ section, fields, entry, beginning, onClose }: Wanted) {
  const { t } = useTranslation();
  const text = useProblemText();
  const save = useSaveEntry(section);
  const setPassword = useSetPassword(section);
  const [seen, setSeen] = useState(entry);
  const [draft, setDraft] = useState<Draft>(() => ({ ...draftOf(fields, (entry?.entry ?? {}) as Lines), ...beginning }));
  const [password, setPasswordTyped] = useState('');
  const [passwordError, setPasswordError] = useState<string>();

  const key = (seen?.key ?? draft[keyLine(section)] ?? '').trim();
  const mistakes = mistakesOf(save.error);
  const sorted: Sorted = sortMistakes(mistakes, fields);
  const general = save.error && mistakes.length === 0 ? [text(save.error)] : sorted.others;
  const missing = fields.filter((field) => field.needed && (draft[field.path] ?? '').trim() === '');

  const submit = async (): Promise<void> => {
    setPasswordError(undefined);
    try {
      const applied = await save.mutateAsync({ key, lines: linesOf(fields, draft, (seen?.entry ?? {}) as Lines), revision: seen?.revision ?? 0 });
      if (password !== '') {
        try {
          await setPassword.mutateAsync({ key, password });
        } catch (error) {
          // The entry is there now: the next try changes it and no longer adds it.
          setSeen(await entryNow(section, key));
          setPasswordError(`${t('entries.passwordFailed')} ${text(error)}`);
          return;
        }
      }
      notifications.show({ message: applied.changed || password !== '' ? t('entries.saved', { name: key, revision: applied.revision }) : t('entries.same') });
      onClose();
    } catch {
      // The form shows save.error.
    }
  };

  return {
    key,
    isNew: seen === undefined,
    hasPassword: seen?.hasPassword ?? false,
    draft,
    set: (path: string, value: string) => setDraft((before) => ({ ...before, [path]: value })),
    replace: (values: Draft) => setDraft((before) => ({ ...before, ...values })),
    at: sorted.at,
    general,
    failed: save.error !== null,
    missing,
    password,
    setPassword: setPasswordTyped,
    passwordError,
    busy: save.isPending || setPassword.isPending,
    submit,
  };
}
