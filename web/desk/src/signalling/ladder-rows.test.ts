import { describe, expect, test } from 'vitest';
import type { Ladder, LadderMessage, LadderPeer, Step } from '@peal/api-client';
import { columnsOf, rowsOf, shortLine, toneOf } from './ladder-rows';

const peer = (role: LadderPeer['role'], address: string): LadderPeer => ({ leg: '1-1', address, transport: 'udp', role, agent: null, trunk: null });
const message = (changes: Partial<LadderMessage>): LadderMessage => ({
  at: '2026-11-22T10:00:00.000Z', micros: 0, sent: false, again: false, cut: false, method: 'INVITE', status: null, line: 'INVITE sip:4000@p',
  from: '138', to: '4000', callId: 'c', cseq: 1, cause: '', meaning: '', media: [], text: '', peer: 0, ...changes,
});
const step = (kind: string): Step => ({ position: 1, at: '2026-11-22T10:00:00.001Z', kind, agent: null, queue: null, node: '', detail: '' }) as Step;

const ladder: Ladder = {
  kept: true,
  more: false,
  peers: [peer('caller', '192.0.2.7:5060'), peer('agent', '192.0.2.9:5060')],
  messages: [message({}), message({ micros: 500, sent: true, status: 200, line: '200 OK (INVITE)' }), message({ sent: true, peer: 1 })],
  steps: [{ before: 1, step: step('contact_arrived') }, { before: 3, step: step('contact_ended') }],
};

describe('the ladder', () => {
  test('has the caller on the left, Peal beside it, then the others', () => {
    expect(columnsOf(ladder).map((column) => column?.address ?? 'peal')).toEqual(['192.0.2.7:5060', 'peal', '192.0.2.9:5060']);
  });

  test('puts the steps between the messages, and arrows from column to column', () => {
    const rows = rowsOf(ladder);
    expect(rows.map((row) => (row.kind === 'step' ? row.step.kind : `${row.from}>${row.to}`))).toEqual(['0>1', 'contact_arrived', '1>0', '1>2', 'contact_ended']);
    expect(rows[2]?.after).toBeCloseTo(0.0005, 6);
  });

  test('says shortly what a message is', () => {
    expect(shortLine(message({}))).toBe('INVITE');
    expect(shortLine(message({ status: 486, line: '486 Busy Here (INVITE)' }))).toBe('486 Busy Here');
    expect([null, 180, 200, 407, 486].map((status) => toneOf({ status }))).toEqual(['request', 'progress', 'success', 'challenge', 'refusal']);
  });
});
