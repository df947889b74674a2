import type { Settings } from '@peal/api-client';

type Agent = Settings['agents'][number];
type Queue = Settings['queues'][number];

/** Whom a queue is offered to: agents who have every skill it asks for, well enough. */
export function membersOf(queue: Pick<Queue, 'skills'>, agents: readonly Agent[]): Agent[] {
  return agents.filter((agent) =>
    queue.skills.every(({ skill, least }) => agent.skills.some((one) => one.skill === skill && one.proficiency >= least)),
  );
}
