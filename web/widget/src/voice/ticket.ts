import type { WebCall } from '@peal/api-client';
import type { Language } from '../language';
import type { Visitor } from './visitor';
import type { VisitorField } from './visitor-form';

/** Whom to call, and who calls. */
export interface CallWish {
  number: string;
  visitor: Visitor;
}

/** A right to call one number once, within a minute. */
export interface Ticket {
  call: WebCall;
  askedAt: number;
}

/** The server's refusal in its own sentence; `field` when something typed is the cause. */
export class TicketError extends Error {
  constructor(
    message: string,
    readonly field: VisitorField | null,
  ) {
    super(message);
  }
}

/** The server that gave us this file, whatever page we are on. */
export const server = new URL(import.meta.url);

// The server lets a ticket live for 60 s; the browser's question about the microphone may take longer.
const kFreshMs = 45_000;

const fieldOf: Record<string, VisitorField> = { name: 'name', 'api.not_a_name': 'name', caller: 'phone', 'api.not_a_number': 'phone' };

export async function askTicket({ number, visitor }: CallWish, language: Language): Promise<Ticket> {
  const askedAt = performance.now();
  const answer = await fetch(new URL('/api/web-calls', server), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Accept-Language': language },
    body: JSON.stringify({ number, name: visitor.name, caller: visitor.phone, language }),
  });
  if (answer.ok) return { call: (await answer.json()) as WebCall, askedAt };
  const problem = (await answer.json().catch(() => ({}))) as { detail?: string; where?: string };
  throw new TicketError(problem.detail ?? '', fieldOf[problem.where ?? ''] ?? null);
}

export function isStale(ticket: Ticket): boolean {
  return performance.now() - ticket.askedAt > kFreshMs;
}
