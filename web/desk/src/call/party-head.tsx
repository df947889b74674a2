import type { ReactNode } from 'react';
import { useTranslated, useTranslation } from '@peal/i18n';
import type { ContactView } from '@peal/api-client';
import { contactTitle } from '../contacts/contact-title';
import { LevelBadge } from '../customers/level-badge';
import { formatNumber } from '../customers/format-number';
import { useSentOn } from './use-sent-on';
import classes from './party-head.module.css';

/** Name, number, place and level of whoever is on the line. */
export function PartyHead({ contact, side }: { contact: ContactView; side: ReactNode }) {
  const { t } = useTranslation();
  const translated = useTranslated();
  const title = contactTitle(contact, t);
  const number = contact.caller && contact.caller !== title ? formatNumber(contact.caller) : '';
  // On a page anybody can type any number: the agent must know before trusting it.
  const stated = contact.source === 'web' && contact.caller ? t('call.stated') : '';
  const sentOn = useSentOn()(contact.diversion);
  return (
    <header className={classes.head}>
      <div className={classes.who}>
        <div className={classes.line}>
          <h1>{title === contact.caller ? formatNumber(title) : title}</h1>
          <LevelBadge level={contact.customerLevel} />
          {contact.customerIsNew ? <span className={classes.isNew}>{t('call.newCustomer')}</span> : null}
        </div>
        <p>
          {[number, translated(contact.area), t(`call.source.${contact.source}`), sentOn, stated].filter(Boolean).map((part) => (
            <span key={part}>{part}</span>
          ))}
        </p>
      </div>
      <div className={classes.side}>{side}</div>
    </header>
  );
}
