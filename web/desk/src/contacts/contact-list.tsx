import { useTranslated, useTranslation } from '@peal/i18n';
import type { ContactView } from '@peal/api-client';
import { Elapsed, KeyCap, StateMark, UnstyledButton } from '@peal/ui';
import { useQueueNames } from '../server/use-names';
import { formatNumber } from '../customers/format-number';
import { contactTitle } from './contact-title';
import { contactTone } from './contact-tone';
import { TodayFigures } from './today-figures';
import classes from './contact-list.module.css';

interface ContactListProps {
  contacts: ContactView[];
  selected: string | undefined;
  onSelect: (id: string) => void;
}

export function ContactList({ contacts, selected, onSelect }: ContactListProps) {
  const { t } = useTranslation();
  return (
    <aside className={classes.side} aria-label={t('desk.contacts')}>
      <h2 className={classes.title}>{t('desk.contacts')}</h2>
      <ul className={classes.list}>
        {contacts.map((contact, i) => (
          <li key={contact.id}>
            <ContactCard contact={contact} place={i + 1} selected={contact.id === selected} onSelect={() => onSelect(contact.id)} />
          </li>
        ))}
      </ul>
      {contacts.length === 0 ? <p className={classes.none}>{t('desk.noContacts')}</p> : null}
      <TodayFigures />
    </aside>
  );
}

function ContactCard({ contact, place, selected, onSelect }: { contact: ContactView; place: number; selected: boolean; onSelect: () => void }) {
  const { t } = useTranslation();
  const translated = useTranslated();
  const queueName = useQueueNames();
  const since = contact.state === 'offered' ? contact.offer?.madeAt : contact.stateSince;
  return (
    <UnstyledButton
      className={classes.card}
      data-selected={selected || undefined}
      data-offered={contact.state === 'offered' || undefined}
      aria-current={selected}
      onClick={onSelect}
    >
      <span className={classes.row}>
        <strong className={classes.name}>{formatNumber(contactTitle(contact, t))}</strong>
        <KeyCap>{`Alt+${place}`}</KeyCap>
      </span>
      <span className={classes.row}>
        <span className={classes.queue}>{queueName(contact.queue) || translated(contact.number?.name)}</span>
      </span>
      <span className={classes.row}>
        <StateMark tone={contactTone(contact.state)}>{t(`board.contactState.${contact.state}`)}</StateMark>
        {since ? <Elapsed since={Date.parse(since)} className={classes.timer} /> : null}
      </span>
    </UnstyledButton>
  );
}
