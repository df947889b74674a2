import { beforeEach, describe, expect, test } from 'vitest';
import type { Document } from '@peal/api-client';
import { agentView, contactView } from '../../../tests/fixtures/live';
import { id } from '../../../tests/fixtures/ids';
import { contactsOf, handlingOf } from './selectors';
import { forgetLive, takeChange, takeSnapshot, useLive } from './store';

const agent = (position: number, name: string): Document => ({ kind: 'agent', id: id(501), position, data: agentView(0, { name }) });
const contact = (position: number, data: ReturnType<typeof contactView> | null): Document => ({ kind: 'contact', id: id(901), position, data });

beforeEach(forgetLive);

describe('the live store', () => {
  test('a snapshot forgets what was before', () => {
    takeSnapshot([agent(1, 'old'), contact(1, contactView())]);
    takeSnapshot([agent(5, 'new')]);
    expect(useLive.getState().agents[id(501)]?.name).toBe('new');
    expect(useLive.getState().contacts).toEqual({});
    expect(useLive.getState().loaded).toBe(true);
  });

  test('an older document changes nothing, an equal one does', () => {
    takeSnapshot([agent(5, 'five')]);
    takeChange([agent(4, 'four')]);
    expect(useLive.getState().agents[id(501)]?.name).toBe('five');
    takeChange([agent(5, 'five again')]);
    expect(useLive.getState().agents[id(501)]?.name).toBe('five again');
  });

  test('what is gone is dropped, and does not come back from an older change', () => {
    takeSnapshot([contact(5, contactView())]);
    takeChange([contact(6, null)]);
    expect(useLive.getState().contacts).toEqual({});
    takeChange([contact(5, contactView())]);
    expect(useLive.getState().contacts).toEqual({});
  });
});

describe('my contacts', () => {
  const mine = contactView({ handlings: [{ id: id(1), agent: id(501), queue: null, phase: 'talking', phaseSince: '', startedAt: '', muted: false, lostUntil: null, wrapUp: null, disposition: null, notes: '', consult: null }] });
  test('are those offered to me or in my hand', () => {
    const offered = contactView({ id: id(902), offer: { id: id(2), agent: id(501), ringing: true, madeAt: '', expires: '' } });
    const other = contactView({ id: id(903), offer: { id: id(3), agent: id(502), ringing: true, madeAt: '', expires: '' } });
    const contacts = { [other.id]: other, [offered.id]: offered, [mine.id]: mine };
    expect(contactsOf({ contacts }, id(501)).map((one) => one.id)).toEqual([mine.id, offered.id]);
    expect(contactsOf({ contacts }, undefined)).toEqual([]);
  });
  test('my part is told from that of an agent before me', () => {
    expect(handlingOf(mine, id(501))?.id).toBe(id(1));
    expect(handlingOf(mine, id(502))).toBeUndefined();
  });
});
