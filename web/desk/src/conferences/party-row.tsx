import { useTranslation } from '@peal/i18n';
import type { ConferenceParty } from '@peal/api-client';
import { Elapsed, ReasonedButton, StateMark, Table } from '@peal/ui';
import type { useConferenceActions } from './use-conferences';
import classes from './conferences-page.module.css';

interface Props {
  party: ConferenceParty;
  /** Null for somebody who may only look. */
  actions: ReturnType<typeof useConferenceActions> | null;
}

export function PartyRow({ party, actions }: Props) {
  const { t } = useTranslation();
  const who = party.name || party.number || t('conferences.unknown');
  const inside = party.phase === 'in' || party.phase === 'waiting';
  return (
    <Table.Tr className={classes.party} data-talks={party.talking}>
      <Table.Td className={classes.who}>
        {party.name || (party.number ? '–' : who)} {party.host ? <span className={classes.soft}>{t('conferences.host')}</span> : null}
      </Table.Td>
      <Table.Td className={classes.figures}>{party.number}</Table.Td>
      <Table.Td>
        <StateMark tone={party.phase === 'in' ? 'talk' : 'held'}>{t(`conferences.phase.${party.phase}`)}</StateMark>
        {party.muted ? <span className={classes.soft}> {t('conferences.muted')}</span> : null}
      </Table.Td>
      <Table.Td className={classes.talks}>{party.talking ? <StateMark tone="talk">{t('conferences.talks')}</StateMark> : null}</Table.Td>
      <Table.Td className={classes.figures}>
        <Elapsed since={Date.parse(party.since)} />
      </Table.Td>
      <Table.Td className={classes.action}>
        {actions && inside ? (
          <>
            <ReasonedButton
              size="xs" variant="default" loading={actions.mute.isPending && actions.mute.variables.party === party.id}
              aria-label={t(party.muted ? 'conferences.unmuteOne' : 'conferences.muteOne', { who })}
              onClick={() => actions.mute.mutate({ party: party.id, on: !party.muted })}
            >
              {t(party.muted ? 'conferences.unmute' : 'conferences.mute')}
            </ReasonedButton>{' '}
            <ReasonedButton
              size="xs" variant="default" loading={actions.remove.isPending && actions.remove.variables === party.id}
              aria-label={t('conferences.removeOne', { who })} onClick={() => actions.remove.mutate(party.id)}
            >
              {t('conferences.remove')}
            </ReasonedButton>
          </>
        ) : null}
      </Table.Td>
    </Table.Tr>
  );
}
