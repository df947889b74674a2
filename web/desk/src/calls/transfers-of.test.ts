import { describe, expect, it } from 'vitest';
import type { Step } from '@peal/api-client';
import { transfersOf } from './transfers-of';

const step = (part: Partial<Step>): Step => ({ position: 1, at: '2026-11-22T02:40:11.000Z', kind: 'contact_transferred', agent: 'from', queue: null, node: '', detail: 'blind', ...part });

describe('the transfers of a call', () => {
  it('say who sent it where, and how', () => {
    const found = transfersOf([step({ kind: 'hold_started' }), step({ detail: 'consulted: to' }), step({ queue: 'sales' }), step({ detail: 'blind: +8613810298208' })]);
    expect(found.map(({ agentOrNumber, queue, consulted }) => [agentOrNumber, queue, consulted])).toEqual([['to', null, true], ['', 'sales', false], ['+8613810298208', null, false]]);
    expect(found[0]?.from).toBe('from');
  });
});
