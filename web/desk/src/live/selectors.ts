import { useShallow } from 'zustand/react/shallow';
import type { AgentFigures, AgentView, ContactView, HandlingView, QueueFigures, QueueView } from '@peal/api-client';
import { useLive, type Live } from './store';

export function useMyAgent(agent: string | undefined): AgentView | undefined {
  return useLive((live) => (agent ? live.agents[agent] : undefined));
}

/** The agent's own part in a contact, the present one. */
export function handlingOf(contact: Pick<ContactView, 'handlings'>, agent: string | undefined): HandlingView | undefined {
  return contact.handlings.findLast((handling) => handling.agent === agent);
}

/** Contacts offered to or in hand of the agent, oldest first. */
export function contactsOf(live: Pick<Live, 'contacts'>, agent: string | undefined): ContactView[] {
  if (!agent) return [];
  return Object.values(live.contacts)
    .filter((contact) => contact.offer?.agent === agent || handlingOf(contact, agent) !== undefined)
    .sort((a, b) => a.id.localeCompare(b.id));
}

export function useMyContacts(agent: string | undefined): ContactView[] {
  return useLive(useShallow((live) => contactsOf(live, agent)));
}

/** Queues in the order of the settings, which is the order of their ids. */
export function useQueueViews(): QueueView[] {
  return useLive(useShallow((live) => Object.values(live.queues).sort((a, b) => a.id.localeCompare(b.id))));
}

export function useAgentViews(): AgentView[] {
  return useLive(useShallow((live) => Object.values(live.agents)));
}

export function useContactViews(): ContactView[] {
  return useLive(useShallow((live) => Object.values(live.contacts).sort((a, b) => a.id.localeCompare(b.id))));
}

export function useAgentFigures(agent: string | undefined): AgentFigures | undefined {
  return useLive((live) => {
    const figures = agent ? live.figures[agent] : undefined;
    return figures?.of === 'agent' ? figures : undefined;
  });
}

export function queueFigures(live: Pick<Live, 'figures'>, queue: string): QueueFigures | undefined {
  const figures = live.figures[queue];
  return figures?.of === 'queue' ? figures : undefined;
}
