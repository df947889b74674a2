import type { Step } from '@peal/api-client';

/** One time a call was sent on. */
export interface Transfer {
  at: string;
  /** Id of the agent who did it; null: unknown. */
  from: string | null;
  /** Id of the agent it went to, else of the queue, else the number. */
  agentOrNumber: string;
  queue: string | null;
  /** Whether the other was asked first. */
  consulted: boolean;
}

/** The transfers among the steps of a call, oldest first. */
export function transfersOf(steps: readonly Step[]): Transfer[] {
  return steps
    .filter((step) => step.kind === 'contact_transferred')
    .map((step) => {
      const [way = '', to = ''] = step.detail.split(': ');
      return { at: step.at, from: step.agent, agentOrNumber: to, queue: step.queue, consulted: way === 'consulted' };
    });
}
