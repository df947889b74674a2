import { create } from 'zustand';
import type { AgentFigures, AgentView, ContactView, Document, LinkState, MeView, QueueFigures, QueueView } from '@peal/api-client';

/** What the event stream says of this moment: kind and id lead to a document. */
export interface Live {
  link: LinkState;
  /** Whether any snapshot has come since the page was opened. */
  loaded: boolean;
  agents: Record<string, AgentView>;
  queues: Record<string, QueueView>;
  contacts: Record<string, ContactView>;
  figures: Record<string, QueueFigures | AgentFigures>;
  me: MeView | null;
  positions: Record<string, number>;
}

const empty: Omit<Live, 'link' | 'loaded'> = { agents: {}, queues: {}, contacts: {}, figures: {}, me: null, positions: {} };

export const useLive = create<Live>(() => ({ link: 'connecting', loaded: false, ...empty }));

export function takeSnapshot(documents: Document[]): void {
  useLive.setState((live) => ({ ...fold(empty, documents), link: live.link, loaded: true }));
}

export function takeChange(documents: Document[]): void {
  useLive.setState((live) => fold(live, documents));
}

export function forgetLive(): void {
  useLive.setState({ ...empty, link: 'connecting', loaded: false });
}

type Held = Omit<Live, 'link' | 'loaded'>;

/** Documents put in place of what was held; an older one than that changes nothing. */
export function fold(held: Held, documents: Document[]): Held {
  const next: Held = {
    agents: { ...held.agents },
    queues: { ...held.queues },
    contacts: { ...held.contacts },
    figures: { ...held.figures },
    me: held.me,
    positions: { ...held.positions },
  };
  for (const document of documents) {
    const key = `${document.kind}/${document.id}`;
    if (document.position < (next.positions[key] ?? -1)) continue;
    next.positions[key] = document.position;
    if (document.kind === 'agent') put(next.agents, document.id, document.data);
    else if (document.kind === 'queue') put(next.queues, document.id, document.data);
    else if (document.kind === 'contact') put(next.contacts, document.id, document.data);
    else if (document.kind === 'figures') put(next.figures, document.id, document.data);
    else next.me = document.data;
  }
  return next;
}

function put<T>(into: Record<string, T>, id: string, data: T | null): void {
  if (data === null) Reflect.deleteProperty(into, id);
  else into[id] = data;
}
