import type { Field } from './fields';

export type Lines = Record<string, unknown>;
/** What stands in the fields of a form, by path; switches are "true" or "false". */
export type Draft = Record<string, string>;

function isLines(value: unknown): value is Lines {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function valueAt(lines: Lines, path: string): unknown {
  let at: unknown = lines;
  for (const name of path.split('.')) at = isLines(at) ? at[name] : undefined;
  return at;
}

function typedOf(field: Field, value: unknown): string {
  if (value === undefined || value === null) return field.kind === 'truth' || field.kind === 'choice' ? (field.usual ?? '') : '';
  if (Array.isArray(value)) return value.map(String).join('\n');
  if (field.kind === 'skills') return JSON.stringify(value);
  if (field.kind === 'seconds') return String(value).replace(/s$/, '');
  return isLines(value) ? JSON.stringify(value) : String(value);
}

/** The fields of a form as the entry has them. */
export function draftOf(fields: readonly Field[], lines: Lines): Draft {
  return Object.fromEntries(fields.map((field) => [field.path, typedOf(field, valueAt(lines, field.path))]));
}

// What is no number goes to the server as it is: it says what is wrong with it.
function valueOf(field: Field, typed: string): unknown {
  const text = field.kind === 'long' ? typed : typed.trim();
  if (text === '' || (field.usual !== undefined && text === field.usual)) return undefined;
  switch (field.kind) {
    case 'truth':
      return text === 'true';
    case 'number':
      return /^-?\d{1,15}$/.test(text) ? Number(text) : text;
    case 'seconds':
      return /^\d+$/.test(text) ? `${text}s` : text;
    case 'list':
      return text.split('\n').map((one) => one.trim()).filter((one) => one !== '');
    case 'skills': {
      const skills = JSON.parse(text) as Record<string, number>;
      return Object.keys(skills).length > 0 ? skills : undefined;
    }
    default:
      return text;
  }
}

function without(lines: Lines, name: string): Lines {
  return Object.fromEntries(Object.entries(lines).filter(([other]) => other !== name));
}

// Without `value` the line goes, and with it a mapping that has nothing left.
function put(lines: Lines, path: string[], value: unknown): Lines {
  const [name, ...rest] = path;
  if (name === undefined) return lines;
  const inner = rest.length === 0 ? value : put(isLines(lines[name]) ? lines[name] : {}, rest, value);
  const nothing = inner === undefined || (rest.length > 0 && isLines(inner) && Object.keys(inner).length === 0);
  return nothing ? without(lines, name) : { ...lines, [name]: inner };
}

/** The entry as the form wants it; lines of `seen` that the form does not show stay. */
export function linesOf(fields: readonly Field[], draft: Draft, seen: Lines): Lines {
  return fields.reduce((lines, field) => put(lines, field.path.split('.'), valueOf(field, draft[field.path] ?? '')), seen);
}
