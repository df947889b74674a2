import type { SettingsEntry, Translated } from '@peal/api-client';

/** A line of an entry that is one text; empty where it is left out. */
export function line(entry: SettingsEntry['entry'], name: string): string {
  const value = entry[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** The name of an entry by language. */
export function nameLine(entry: SettingsEntry['entry']): Translated {
  const value = entry['name'];
  return typeof value === 'object' && value !== null ? (value as Translated) : {};
}
