import { describe, expect, test } from 'vitest';
import en from './locales/en-US/index';
import zh from './locales/zh-CN/index';
import { firstLanguage, pickTranslated } from './index';

function flat(tree: object, prefix = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === 'object') for (const [inner, text] of flat(value as object, `${prefix}${key}.`)) found.set(inner, text);
    else found.set(prefix + key, String(value));
  }
  return found;
}

const places = (text: string): string[] => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? '').sort();

describe('texts', () => {
  const english = flat(en);
  const chinese = flat(zh);

  test('both languages have every key', () => {
    expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort());
  });

  test('no text is empty, and both fill in the same values', () => {
    for (const [key, text] of english) {
      const other = chinese.get(key) ?? '';
      expect(text, key).not.toBe('');
      expect(other, key).not.toBe('');
      expect(places(other), key).toEqual(places(text));
    }
  });

  test('Chinese texts are Chinese', () => {
    // Names of standards stay; whatever is a sentence must have been translated.
    for (const [key, text] of chinese) if (text === english.get(key)) expect(text, key).toMatch(/^(VIP|SHA-256|\W*)$/);
  });
});

describe('languages', () => {
  test('what was chosen here comes before what the browser wants', () => {
    expect(firstLanguage('en-US', ['zh-CN'])).toBe('en-US');
    expect(firstLanguage(null, ['fr', 'zh-TW', 'en'])).toBe('zh-CN');
    expect(firstLanguage('xx', ['fr'])).toBe('en-US');
  });

  test("a name in another of the page's dialects is better than a foreign one", () => {
    expect(pickTranslated({ 'zh-TW': '銷售', 'en-US': 'Sales' }, 'zh-CN')).toBe('銷售');
    expect(pickTranslated({ 'en-US': 'Sales' }, 'zh-CN')).toBe('Sales');
    expect(pickTranslated({}, 'zh-CN')).toBe('');
  });
});
