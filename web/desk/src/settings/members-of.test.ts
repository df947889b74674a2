import { describe, expect, test } from 'vitest';
import { membersOf } from './members-of';

type Agents = Parameters<typeof membersOf>[1];

const agents = [
  { name: 'Li', skills: [{ skill: 'sales', proficiency: 8 }, { skill: 'support', proficiency: 4 }] },
  { name: 'Wang', skills: [{ skill: 'sales', proficiency: 3 }] },
  { name: 'Zhao', skills: [] },
] as unknown as Agents;
const names = (skills: { skill: string; least: number }[]) => membersOf({ skills }, agents).map((agent) => agent.name);

describe('the members of a queue', () => {
  test('have every skill it asks for, well enough', () => {
    expect(names([{ skill: 'sales', least: 1 }])).toEqual(['Li', 'Wang']);
    expect(names([{ skill: 'sales', least: 4 }])).toEqual(['Li']);
    expect(names([{ skill: 'sales', least: 1 }, { skill: 'support', least: 1 }])).toEqual(['Li']);
  });
  test('are all where it asks for none', () => {
    expect(names([])).toEqual(['Li', 'Wang', 'Zhao']);
  });
});
