import type { Language } from './language';

export function buttonText(language: Language): string {
  return language === 'zh-CN' ? '联系我们' : 'Call us';
}
