import type { AgentView } from '@peal/api-client';
import type { Tone } from '@peal/ui';

/** The word for what an agent is doing; `reason` leads to the tenant's own word. */
export type PresenceWord =
  | 'ready' | 'notReady' | 'notResponding' | 'signedOut' | 'offered' | 'talking' | 'held' | 'reconnecting' | 'internalCall' | 'wrapUp' | 'phoneDown' | 'deviceLost' | 'deviceBack';

export interface Presence {
  tone: Tone;
  word: PresenceWord;
  /** Id of the reason for not ready, when that says more than the word. */
  reason: string | null;
  /** Server time since when, ms. */
  since: number;
}

/** Status (what the agent chose) and state (what the system knows) as one thing to show. */
export function presenceOf(agent: AgentView): Presence {
  const stateSince = Date.parse(agent.stateSince);
  const statusSince = Date.parse(agent.statusSince);
  switch (agent.state) {
    case 'offered':
      return { tone: 'offer', word: 'offered', reason: null, since: stateSince };
    case 'talking':
      return { tone: 'talk', word: 'talking', reason: null, since: stateSince };
    case 'held':
      return { tone: 'held', word: 'held', reason: null, since: stateSince };
    case 'reconnecting':
      return { tone: 'trouble', word: 'reconnecting', reason: null, since: stateSince };
    case 'wrap_up':
      return { tone: 'wrap', word: 'wrapUp', reason: null, since: stateSince };
    case 'internal_call':
      return { tone: 'talk', word: 'internalCall', reason: null, since: stateSince };
    default:
      return idle(agent, statusSince, Math.max(statusSince, stateSince));
  }
}

function idle(agent: AgentView, statusSince: number, both: number): Presence {
  if (agent.status === 'signed_out') return { tone: 'off', word: 'signedOut', reason: null, since: statusSince };
  if (agent.status === 'ready') {
    return agent.deviceUp
      ? { tone: 'ready', word: 'ready', reason: null, since: both }
      : { tone: 'trouble', word: 'phoneDown', reason: null, since: both };
  }
  if (agent.statusCause === 'no_answer') return { tone: 'trouble', word: 'notResponding', reason: null, since: statusSince };
  if (agent.statusCause === 'device_lost') {
    // The server took the agent out of the queues for a lost phone; only the agent knows who sits there when it is back.
    return agent.deviceUp
      ? { tone: 'away', word: 'deviceBack', reason: null, since: statusSince }
      : { tone: 'trouble', word: 'deviceLost', reason: null, since: statusSince };
  }
  return { tone: 'away', word: 'notReady', reason: agent.reason, since: statusSince };
}

/** Worst first: who needs somebody's eye comes before who works as usual. */
const rank: Record<PresenceWord, number> = {
  notResponding: 0,
  deviceLost: 1,
  deviceBack: 2,
  phoneDown: 3,
  reconnecting: 4,
  offered: 5,
  held: 6,
  wrapUp: 7,
  notReady: 8,
  internalCall: 9,
  talking: 9,
  ready: 10,
  signedOut: 11,
};

export function worstFirst(a: AgentView, b: AgentView): number {
  const one = presenceOf(a);
  const other = presenceOf(b);
  return rank[one.word] - rank[other.word] || one.since - other.since || a.name.localeCompare(b.name);
}
