export type Language = 'zh-CN' | 'en-US';

export function firstLanguage(wanted: readonly string[] = navigator.languages): Language {
  for (const tag of wanted) {
    if (tag.toLowerCase().startsWith('zh')) return 'zh-CN';
    if (tag.toLowerCase().startsWith('en')) return 'en-US';
  }
  return 'en-US';
}
