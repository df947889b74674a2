import type { ContactView } from '@peal/api-client';

type Who = Pick<ContactView, 'customerName' | 'callerName' | 'caller'> & { source?: ContactView['source'] };
type Words = (key: 'common.withheld' | 'common.webVisitor') => string;

/** Whom a contact is with: the card's name, else what the line said, else the number, else where it came from. */
export function contactTitle(contact: Who, t: Words): string {
  const without = contact.source === 'web' ? 'common.webVisitor' : 'common.withheld';
  return contact.customerName || contact.callerName || contact.caller || t(without);
}
