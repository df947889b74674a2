import { useShallow } from 'zustand/react/shallow';
import { useTranslation } from '@peal/i18n';
import type { AgentView } from '@peal/api-client';
import { Elapsed, EmptyState, formatAverage, IconUsers, StateMark, Table } from '@peal/ui';
import { contactTitle } from '../contacts/contact-title';
import { formatNumber } from '../customers/format-number';
import { useAgentFigures } from '../live/selectors';
import { useLive } from '../live/store';
import { useQueueNames } from '../server/use-names';
import { presenceOf, worstFirst, type PresenceWord } from '../status/presence';
import { usePresenceText } from '../status/use-presence-text';
import classes from './board-table.module.css';

// From when on a state is worth a look, in minutes: amber, red.
const thresholds: Partial<Record<PresenceWord, [number, number]>> = {
  offered: [0.25, 0.5],
  held: [1, 2],
  wrapUp: [1, 3],
  talking: [8, 15],
  notReady: [15, 30],
  notResponding: [0, 1],
  phoneDown: [0, 1],
  deviceLost: [0, 1],
  deviceBack: [1, 5],
  reconnecting: [0, 0.25],
};
const kMinuteMs = 60_000;

export function AgentTable({ agents }: { agents: AgentView[] }) {
  const { t } = useTranslation();
  const working = agents.filter((agent) => agent.status !== 'signed_out').sort(worstFirst);
  if (working.length === 0) return <EmptyState icon={<IconUsers size={28} />} title={t('board.noAgents')}>{t('board.noAgentsText')}</EmptyState>;
  return (
    <Table className={classes.table}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('board.agent')}</Table.Th>
          <Table.Th>{t('board.state')}</Table.Th>
          <Table.Th className={classes.number}>{t('board.since')}</Table.Th>
          <Table.Th>{t('board.contact')}</Table.Th>
          <Table.Th className={classes.number}>{t('board.today')}</Table.Th>
          <Table.Th className={classes.number}>{t('board.aht')}</Table.Th>
          <Table.Th className={classes.number}>{t('board.missed')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {working.map((agent) => (
          <AgentRow key={agent.id} agent={agent} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function AgentRow({ agent }: { agent: AgentView }) {
  const { t } = useTranslation();
  const presenceText = usePresenceText();
  const queueName = useQueueNames();
  const contact = useLive(useShallow((live) => (agent.contact ? live.contacts[agent.contact] : undefined)));
  const today = useAgentFigures(agent.id)?.today;
  const presence = presenceOf(agent);
  const limits = thresholds[presence.word];
  return (
    <Table.Tr>
      <Table.Td className={classes.name}>{agent.name}</Table.Td>
      <Table.Td>
        <StateMark tone={presence.tone}>{presenceText(presence)}</StateMark>
      </Table.Td>
      <Table.Td className={classes.number}>
        <Elapsed since={presence.since} amberAfterMs={limits && limits[0] * kMinuteMs} redAfterMs={limits && limits[1] * kMinuteMs} />
      </Table.Td>
      <Table.Td>
        {contact ? formatNumber(contactTitle(contact, t)) : '–'} <span className={classes.soft}>{queueName(agent.queue)}</span>
      </Table.Td>
      <Table.Td className={classes.number}>{today?.answered ?? 0}</Table.Td>
      <Table.Td className={classes.number}>{formatAverage(today?.averageHandleMs)}</Table.Td>
      <Table.Td className={classes.number} data-bad={(today?.missed ?? 0) > 0 || undefined}>{today?.missed ?? 0}</Table.Td>
    </Table.Tr>
  );
}
