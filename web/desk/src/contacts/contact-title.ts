import type { ContactView } from '@peal/api-client';

type Who = Pick<ContactView, 'customerName' | 'callerName' | 'caller'>;

/** Whom a contact is with: the card's name, else what the line said, else the number. */
export function contactTitle(contact: Who, withheld: string): string {
  return contact.customerName || contact.callerName || contact.caller || withheld;
}
