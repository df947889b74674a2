import { Link } from '@tanstack/react-router';
import { languageName, useTranslated, useTranslation } from '@peal/i18n';
import type { ContactDetail, TrunkName, TrunkOut } from '@peal/api-client';
import { Facts, formatDuration } from '@peal/ui';
import { useSentOn } from '../call/use-sent-on';
import { formatNumber } from '../customers/format-number';
import { useAgentNames, useDispositionNames, useQueueNames } from '../server/use-names';
import { useTimes } from '../server/use-times';
import { transfersOf, type Transfer } from './transfers-of';
import classes from './call-summary.module.css';

/** How long each part of the call took. */
export function CallFigures({ detail }: { detail: ContactDetail }) {
  const { t } = useTranslation();
  const { contact } = detail;
  const length = contact.endedAt ? Date.parse(contact.endedAt) - Date.parse(contact.arrivedAt) : null;
  const figures: [string, number | null][] = [
    [t('calls.detail.length'), length],
    [t('calls.detail.waited'), contact.waitedMs],
    [t('calls.detail.talked'), contact.talkedMs],
    [t('calls.detail.held'), contact.heldMs],
    [t('calls.detail.wrappedUp'), contact.wrappedUpMs],
  ];
  return (
    <dl className={classes.figures}>
      {figures.map(([label, ms]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{ms === null ? '–' : formatDuration(ms)}</dd>
        </div>
      ))}
    </dl>
  );
}

export function CallSummary({ detail }: { detail: ContactDetail }) {
  const { t, i18n } = useTranslation();
  const translated = useTranslated();
  const agentName = useAgentNames();
  const queueName = useQueueNames();
  const dispositionName = useDispositionNames();
  const sentOn = useSentOn();
  const { contact, handlings, trunk, trunksOut, diversion, withheldCaller } = detail;
  const nameOf = (one: TrunkName): string => translated(one.name) || one.key || one.id;
  const transfers = transfersOf(detail.steps);
  return (
    <div className={classes.summary}>
      <Facts
        rows={[
          {
            label: t('calls.detail.customer'),
            value: contact.customer ? (
              <Link to="/customers" search={{ id: contact.customer }} className={classes.link}>
                {contact.customerName || t('customers.unnamed')}
              </Link>
            ) : '–',
          },
          { label: t('calls.column.caller'), value: contact.caller ? formatNumber(contact.caller) : t('common.withheld') },
          { label: t('calls.detail.area'), value: translated(contact.area) || '–' },
          { label: t('calls.detail.source'), value: t(`call.source.${contact.source}`) },
          { label: t('calls.detail.dialled'), value: contact.dialled || '–' },
          ...(diversion ? [{ label: t('calls.detail.sentOn'), value: sentOn(diversion) }] : []),
          ...(withheldCaller ? [{ label: t('calls.detail.withheldCaller'), value: formatNumber(withheldCaller) }] : []),
          // A call that an agent made came in over none.
          ...(contact.source === 'device' ? [] : [{ label: t('calls.detail.trunk'), value: trunk ? nameOf(trunk) : '–' }]),
          ...(trunksOut.length > 0 || contact.source === 'device'
            ? [{ label: t('calls.detail.trunkOut'), value: <TrunksOut trunks={trunksOut} nameOf={nameOf} /> }]
            : []),
        ]}
      />
      <Facts
        rows={[
          { label: t('calls.column.queue'), value: queueName(contact.queue) || '–' },
          { label: t('calls.column.agent'), value: agentName(contact.agent) || '–' },
          ...(transfers.length > 0 ? [{ label: t('calls.detail.transfers'), value: <Transfers transfers={transfers} /> }] : []),
          { label: t('calls.detail.disposition'), value: dispositionName(contact.disposition) || '–' },
          { label: t('calls.detail.language'), value: contact.language ? languageName(contact.language, i18n.language) : '–' },
        ]}
      />
      <div>
        <h3>{t('calls.detail.notes')}</h3>
        {handlings.filter((handling) => handling.notes !== '').map((handling) => (
          <p key={handling.id} className={classes.notes}>
            <b>{agentName(handling.agent)}</b> {handling.notes}
          </p>
        ))}
        {handlings.every((handling) => handling.notes === '') ? <p className={classes.soft}>{t('calls.detail.noNotes')}</p> : null}
      </div>
    </div>
  );
}

/** Over which trunks it went out, one line each, with those that another took over from. */
function TrunksOut({ trunks, nameOf }: { trunks: TrunkOut[]; nameOf: (one: TrunkName) => string }) {
  const { t } = useTranslation();
  if (trunks.length === 0) return '–';
  return trunks.map(({ at, trunk, gaveWay }) => (
    <div key={`${at}${trunk.id}`}>{gaveWay ? t('calls.detail.trunkGaveWay', { trunk: nameOf(trunk) }) : nameOf(trunk)}</div>
  ));
}

/** Who sent the call on to whom, one line each. */
function Transfers({ transfers }: { transfers: Transfer[] }) {
  const { t } = useTranslation();
  const agentName = useAgentNames();
  const queueName = useQueueNames();
  const times = useTimes();
  return transfers.map((one) => {
    const to = agentName(one.agentOrNumber) || queueName(one.queue) || formatNumber(one.agentOrNumber) || t('common.unknown');
    const values = { time: times.clock(one.at), from: agentName(one.from) || t('common.unknown'), to };
    return <div key={one.at}>{one.consulted ? t('calls.detail.transferAsked', values) : t('calls.detail.transferAtOnce', values)}</div>;
  });
}
