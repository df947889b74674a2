import { ProblemError, type SettingsMistake } from '@peal/api-client';
import type { Field } from './fields';

export interface Sorted {
  /** Sentences by the path of their field. */
  at: Record<string, string>;
  /** What belongs to no field of the form. */
  others: string[];
}

export function mistakesOf(error: unknown): SettingsMistake[] {
  return error instanceof ProblemError ? (error.problem.mistakes ?? []) : [];
}

/** Each mistake at the field that shows its line: "codecs[1]" stands at "codecs". */
export function sortMistakes(mistakes: readonly SettingsMistake[], fields: readonly Field[]): Sorted {
  const sorted: Sorted = { at: {}, others: [] };
  for (const { field, text } of mistakes) {
    const shown = fields.find(({ path }) => field === path || field.startsWith(`${path}[`) || field.startsWith(`${path}.`));
    if (!shown) sorted.others.push(field === '' ? text : `${field}: ${text}`);
    else sorted.at[shown.path] = [sorted.at[shown.path], text].filter(Boolean).join(' ');
  }
  return sorted;
}
