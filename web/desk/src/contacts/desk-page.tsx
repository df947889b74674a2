import { useEffect, useState } from 'react';
import { useTranslation } from '@peal/i18n';
import { CallPanel } from '../call/call-panel';
import { InternalCard } from '../call/internal-card';
import { OfferCard } from '../call/offer-card';
import { CustomerSide } from '../customers/customer-side';
import { useKeyPick } from '../keys/use-hotkey';
import { handlingOf, useMyAgent, useMyContacts } from '../live/selectors';
import { MicrophoneBar } from '../phone/microphone-bar';
import { OtherTab } from '../phone/other-tab';
import { usePhone } from '../phone/phone-store';
import { useRing } from '../phone/use-ring';
import { useAgentNames } from '../server/use-names';
import { useMe } from '../session/use-me';
import { ContactList } from './contact-list';
import { contactTitle } from './contact-title';
import { IdleCentre } from './idle-centre';
import classes from './desk-page.module.css';

/** Where an agent lives: contacts, the contact in hand, the customer. */
export function DeskPage() {
  const { t } = useTranslation();
  const me = useMe();
  const agent = useMyAgent(me.agent?.id);
  const contacts = useMyContacts(me.agent?.id);
  const [chosen, setChosen] = useState<string | null>(null);
  const owned = usePhone((phone) => phone.owned);
  const offered = contacts.find((contact) => contact.offer?.agent === me.agent?.id && handlingOf(contact, me.agent?.id) === undefined);
  const selected = contacts.find((contact) => contact.id === chosen) ?? offered ?? contacts.at(-1);

  const handling = selected && handlingOf(selected, me.agent?.id);

  // A new offer comes to the front; the keyboard focus stays where it is.
  const offer = offered?.id;
  useEffect(() => {
    if (offer) setChosen(offer);
  }, [offer]);
  // A colleague's call has no contact; it rings all the same.
  const called = agent?.internal?.called && !agent.internal.connected ? agent : undefined;
  const caller = useAgentNames()(called?.internal?.with);
  useRing(offered ?? called, me.softphone !== null && owned !== false, offered ? contactTitle(offered, t) : caller);
  useKeyPick(
    (event) => {
      const place = /^Digit([1-9])$/.exec(event.code)?.[1];
      return event.altKey && place ? contacts[Number(place) - 1]?.id : undefined;
    },
    setChosen,
  );

  return (
    <div className={classes.desk}>
      <ContactList contacts={contacts} selected={selected?.id} onSelect={setChosen} />
      <main className={classes.centre}>
        {owned === false && me.softphone ? <OtherTab /> : null}
        <MicrophoneBar />
        {agent?.state === 'internal_call' && agent.internal && (selected === undefined || handling?.phase === undefined) ? (
          <InternalCard agent={agent} />
        ) : selected === undefined || !agent ? (
          <IdleCentre agent={agent} />
        ) : handling ? (
          <CallPanel key={handling.id} contact={selected} handling={handling} />
        ) : (
          <OfferCard key={selected.id} contact={selected} />
        )}
      </main>
      <CustomerSide contact={selected} />
    </div>
  );
}
