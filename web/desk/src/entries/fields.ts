import type { Texts } from '@peal/i18n';

export type Section = 'trunks' | 'numbers' | 'agents' | 'users' | 'queues' | 'conferences';
export type FieldText = keyof Texts['entries']['field'];
export type HintText = keyof Texts['entries']['hint'];
export type GroupText = keyof Texts['entries']['group'];

export interface Choice {
  value: string;
  label: string;
}

/** One line of the settings file as a field of a form. */
export interface Field {
  /** Its way in the entry: "address", "called.form". */
  path: string;
  label: FieldText;
  hint?: HintText;
  kind: 'text' | 'number' | 'seconds' | 'truth' | 'choice' | 'list' | 'long' | 'skills';
  /** What holds where the line is left out. */
  usual?: string;
  needed?: boolean;
  choices?: Choice[];
  /** For a list: what may stand in it; empty: anything. */
  suggestions?: string[];
  group?: GroupText;
}

/** The line that names an entry in its section. */
export function keyLine(section: Section): 'key' | 'digits' {
  return section === 'numbers' ? 'digits' : 'key';
}

/** Whether entries of the section may have a password of their own. */
export function keepsPassword(section: Section): section is 'trunks' | 'agents' | 'users' {
  return section === 'trunks' || section === 'agents' || section === 'users';
}
