import i18next, { type i18n } from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import type en from './locales/en-US/index';

export { I18nextProvider, useTranslation } from 'react-i18next';

export const kLanguages = ['zh-CN', 'en-US'] as const;
export type Language = (typeof kLanguages)[number];
export type Texts = typeof en;

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: Texts };
    returnNull: false;
  }
}

const kKey = 'peal.language';

const loaders: Record<Language, () => Promise<{ default: unknown }>> = {
  'zh-CN': () => import('./locales/zh-CN/index'),
  'en-US': () => import('./locales/en-US/index'),
};

/** The language chosen on this machine, else the first of the browser that we speak. */
export function firstLanguage(saved = localStorage.getItem(kKey), wanted: readonly string[] = navigator.languages): Language {
  if (isLanguage(saved)) return saved;
  for (const tag of wanted) {
    if (tag.toLowerCase().startsWith('zh')) return 'zh-CN';
    if (tag.toLowerCase().startsWith('en')) return 'en-US';
  }
  return 'en-US';
}

/** Starts with one language; the other is loaded when somebody asks for it. */
export async function startTexts(language: Language): Promise<i18n> {
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: { [language]: { translation: await load(language) } },
    interpolation: { escapeValue: false },
    returnNull: false,
    react: { useSuspense: false },
  });
  document.documentElement.lang = language;
  return i18next;
}

export async function changeLanguage(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, 'translation')) {
    i18next.addResourceBundle(language, 'translation', await load(language));
  }
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
  localStorage.setItem(kKey, language);
}

export function currentLanguage(): Language {
  return isLanguage(i18next.language) ? i18next.language : 'en-US';
}

/** Text for people in several languages: the page's, else its relative, else any. */
export function pickTranslated(text: Record<string, string> | undefined, language: string): string {
  if (!text) return '';
  const root = language.split('-')[0] ?? language;
  const relative = Object.keys(text).find((tag) => tag.split('-')[0] === root);
  return text[language] ?? (relative ? text[relative] : undefined) ?? Object.values(text)[0] ?? '';
}

/** pickTranslated() in the page's language. */
export function useTranslated(): (text: Record<string, string> | undefined) => string {
  const { i18n: texts } = useTranslation();
  return (text) => pickTranslated(text, texts.language);
}

/** A language's name in the page's language: "zh-CN" is 中文（中国） or Chinese (China). */
export function languageName(tag: string, language: string): string {
  try {
    return new Intl.DisplayNames([language], { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag; // Not a well-formed tag: shown as it is.
  }
}

function isLanguage(tag: string | null | undefined): tag is Language {
  return kLanguages.some((one) => one === tag);
}

async function load(language: Language): Promise<Texts> {
  return (await loaders[language]()).default as Texts;
}
