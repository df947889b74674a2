import { useState } from 'react';
import { useTranslated, useTranslation } from '@peal/i18n';
import type { Conference } from '@peal/api-client';
import { ColumnHeads, Elapsed, Panel, PanelTitle, ReasonedButton, StateMark, Table } from '@peal/ui';
import { RoomPinFields } from '../pins/room-pin-fields';
import { useMe } from '../session/use-me';
import { PartyRow } from './party-row';
import { useConferenceActions } from './use-conferences';
import classes from './conferences-page.module.css';

const columns = ['who', 'number', 'phase', 'voice', 'since'] as const;

/** One room: its state, its people, and what may be done about them. */
export function ConferencePanel({ room }: { room: Conference }) {
  const { t } = useTranslation();
  const name = useTranslated();
  const actions = useConferenceActions(room.key);
  const [asking, setAsking] = useState(false);
  const [pins, setPins] = useState(false);
  const maySetPins = useMe().permissions.includes('settings.write') && room.needsPin;
  const end = () => {
    if (!asking) return setAsking(true);
    setAsking(false);
    actions.end.mutate();
  };
  return (
    <Panel>
      <PanelTitle>{name(room.name) || room.key}</PanelTitle>
      <div className={classes.head}>
        {room.number ? <span>{t('conferences.number', { number: room.number })}</span> : null}
        <span>{t('conferences.inside', { count: room.count, most: room.mostParties })}</span>
        {room.since ? <Elapsed since={Date.parse(room.since)} /> : null}
        {room.locked ? <StateMark tone="held">{t('conferences.locked')}</StateMark> : null}
        {room.recorded ? <StateMark tone="talk">{t('conferences.recorded')}</StateMark> : null}
        <span className={classes.gap} />
        {maySetPins ? (
          <ReasonedButton size="xs" variant="default" pressed={pins} onClick={() => setPins((open) => !open)}>
            {t('conferences.pins')}
          </ReasonedButton>
        ) : null}
        {room.mayRule && room.since ? (
          <>
            {asking ? <span className={classes.soft}>{t('conferences.endAsk')}</span> : null}
            <ReasonedButton size="xs" variant="default" loading={actions.lock.isPending} onClick={() => actions.lock.mutate(!room.locked)}>
              {t(room.locked ? 'conferences.unlock' : 'conferences.lock')}
            </ReasonedButton>
            <ReasonedButton size="xs" variant={asking ? 'filled' : 'default'} color="red" loading={actions.end.isPending} onClick={end}>
              {t('conferences.end')}
            </ReasonedButton>
          </>
        ) : null}
      </div>
      {pins ? (
        <div className={classes.pins}>
          <RoomPinFields room={room} onDone={() => setPins(false)} />
        </div>
      ) : null}
      {room.parties.length === 0 ? (
        <p className={[classes.soft, classes.note].join(' ')}>{t(room.count > 0 ? 'conferences.hidden' : 'conferences.empty')}</p>
      ) : (
        <Table className={classes.table}>
          <ColumnHeads titles={columns.map((column) => t(`conferences.column.${column}`))} actions />
          <Table.Tbody>
            {room.parties.map((party) => (
              <PartyRow key={party.id} party={party} actions={room.mayRule ? actions : null} />
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Panel>
  );
}
