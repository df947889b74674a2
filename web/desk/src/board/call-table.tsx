import { Link } from '@tanstack/react-router';
import { useTranslation } from '@peal/i18n';
import type { ContactView } from '@peal/api-client';
import { Elapsed, EmptyState, IconPhone, StateMark, Table } from '@peal/ui';
import { contactTitle } from '../contacts/contact-title';
import { formatNumber } from '../customers/format-number';
import { contactTone } from '../contacts/contact-tone';
import { useLive } from '../live/store';
import { useQueueNames } from '../server/use-names';
import classes from './board-table.module.css';

/** Calls that are going on, oldest first. */
export function CallTable({ contacts }: { contacts: ContactView[] }) {
  const { t } = useTranslation();
  const queueName = useQueueNames();
  const agents = useLive((live) => live.agents);
  if (contacts.length === 0) return <EmptyState icon={<IconPhone size={28} />} title={t('board.noCalls')}>{t('board.noCallsText')}</EmptyState>;
  return (
    <Table className={classes.table}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('board.caller')}</Table.Th>
          <Table.Th>{t('board.state')}</Table.Th>
          <Table.Th className={classes.number}>{t('board.since')}</Table.Th>
          <Table.Th>{t('board.where')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {contacts.map((contact) => {
          const agent = agents[contact.agent ?? ''];
          return (
            <Table.Tr key={contact.id}>
              <Table.Td className={classes.name}>
                <Link to="/calls/$id" params={{ id: contact.id }} className={classes.link}>
                  {formatNumber(contactTitle(contact, t))}
                </Link>
              </Table.Td>
              <Table.Td>
                <StateMark tone={contactTone(contact.state)}>{t(`board.contactState.${contact.state}`)}</StateMark>
              </Table.Td>
              <Table.Td className={classes.number}>
                <Elapsed since={Date.parse(contact.waitingSince ?? contact.stateSince)} />
              </Table.Td>
              <Table.Td>
                {agent?.name ?? queueName(contact.queue)}
                {contact.place ? <span className={classes.soft}> {t('board.place', { place: contact.place })}</span> : null}
              </Table.Td>
            </Table.Tr>
          );
        })}
      </Table.Tbody>
    </Table>
  );
}
