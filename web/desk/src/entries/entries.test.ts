import { describe, expect, it } from 'vitest';
import { ProblemError } from '@peal/api-client';
import { draftOf, linesOf } from './draft';
import type { Field } from './fields';
import { mistakesOf, sortMistakes } from './mistakes';

const fields: Field[] = [
  { path: 'key', label: 'key', kind: 'text', needed: true },
  { path: 'channels', label: 'channels', kind: 'number', usual: '0' },
  { path: 'health_every', label: 'healthEvery', kind: 'seconds', usual: '30' },
  { path: 'register', label: 'register', kind: 'truth', usual: 'false' },
  { path: 'trusted', label: 'trusted', kind: 'truth', usual: 'true' },
  { path: 'called.form', label: 'calledForm', kind: 'choice', usual: 'as_is' },
  { path: 'called.prefix', label: 'calledPrefix', kind: 'text' },
  { path: 'codecs', label: 'codecs', kind: 'list' },
  { path: 'skills', label: 'skills', kind: 'skills' },
];

describe('a form and the lines of an entry', () => {
  const lines = { key: 'a', channels: 30, health_every: '60s', register: true, called: { form: 'plain' }, codecs: ['opus', 'pcma'], skills: { 'a.b': 3 } };

  it('come back unchanged, with what the form does not know', () => {
    const seen = { ...lines, newer: { line: [1] } };
    expect(linesOf(fields, draftOf(fields, seen), seen)).toEqual(seen);
  });
  it('leave out what is as usual, and what is empty', () => {
    const draft = { ...draftOf(fields, lines), channels: '0', health_every: ' 30', register: 'false', trusted: 'true', 'called.form': 'as_is', codecs: '', skills: '{}' };
    expect(linesOf(fields, draft, lines)).toEqual({ key: 'a' });
  });
  it('send what is no number as it was typed, for the server to say so', () => {
    const draft = { ...draftOf(fields, {}), channels: 'many', health_every: 'soon', trusted: 'false', 'called.prefix': '9' };
    expect(linesOf(fields, draft, {})).toEqual({ channels: 'many', health_every: 'soon', trusted: false, called: { prefix: '9' } });
  });
  it('do not touch what was seen', () => {
    const seen = { called: { form: 'plain' } };
    linesOf(fields, { 'called.form': 'national' }, seen);
    expect(seen).toEqual({ called: { form: 'plain' } });
  });
});

describe('mistakes', () => {
  it('stand at the field that shows their line', () => {
    const sorted = sortMistakes([{ field: 'codecs[1]', text: 'A.' }, { field: 'codecs[2]', text: 'B.' }, { field: 'called.form', text: 'C.' }, { field: 'skills.sales', text: 'D.' }, { field: '', text: 'E.' }, { field: 'odd', text: 'F.' }], fields);
    expect(sorted).toEqual({ at: { codecs: 'A. B.', 'called.form': 'C.', skills: 'D.' }, others: ['E.', 'odd: F.'] });
  });
  it('are none in other errors', () => {
    expect(mistakesOf(new Error('x'))).toEqual([]);
    expect(mistakesOf(new ProblemError({ type: '', title: '', status: 409, detail: 'x', code: 'conflict', where: '' }))).toEqual([]);
  });
});
