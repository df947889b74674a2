import { kLanguages, languageName, useTranslation } from '@peal/i18n';
import type { Choice } from '../entries/fields';

/** The languages that callers and colleagues can be spoken to in. */
export function useLanguageChoices(): Choice[] {
  const { i18n } = useTranslation();
  return kLanguages.map((language) => ({ value: language, label: languageName(language, i18n.language) }));
}
