import { useTranslation } from '@peal/i18n';
import type { ContactView, HandlingView } from '@peal/api-client';
import { Button, Panel, StateMark, Elapsed, IconRecord, formatDuration } from '@peal/ui';
import { contactTone } from '../contacts/contact-tone';
import { Notes } from '../notes/notes';
import { useQueueNames } from '../server/use-names';
import { WrapUp } from '../wrap-up/wrap-up';
import { CallControls } from './call-controls';
import { ConsultBar } from './consult-bar';
import { useCallActions } from './use-call-actions';
import { CallNotice } from './call-notice';
import { PartyHead } from './party-head';
import classes from './call-panel.module.css';

// Past these the timers ask for attention; the customer notices hold first.
const kAmberTalkMs = 8 * 60_000;

/** Where the agent left the call, and the way back to it. */
function Parked({ contact }: { contact: ContactView }) {
  const { t } = useTranslation();
  const actions = useCallActions(contact);
  return (
    <p className={classes.parked} role="status">
      <StateMark tone="held">{t('call.parkedAt', { place: contact.parkPlace })}</StateMark>
      <Button size="compact-sm" variant="default" loading={actions.fetchParked.isPending} onClick={() => actions.fetchParked.mutate()}>
        {t('call.fetch')}
      </Button>
    </p>
  );
}

/** The contact in hand, from the answer to the end of its wrap-up. */
export function CallPanel({ contact, handling }: { contact: ContactView; handling: HandlingView }) {
  const { t } = useTranslation();
  const queueName = useQueueNames();
  const ended = handling.phase === 'wrap_up';
  return (
    <>
      <Panel className={classes.call} label={t(`board.contactState.${handling.phase}`)}>
        <PartyHead
          contact={contact}
          side={
            <div className={classes.clock}>
              {ended ? (
                <span className={classes.timer}>{formatDuration(Date.parse(handling.phaseSince) - Date.parse(handling.startedAt))}</span>
              ) : (
                <Elapsed since={Date.parse(handling.startedAt)} amberAfterMs={kAmberTalkMs} className={classes.timer} />
              )}
              <StateMark tone={contactTone(handling.phase)}>{t(`board.contactState.${handling.phase}`)}</StateMark>
            </div>
          }
        />
        <p className={classes.context}>
          <span>{queueName(contact.queue)}</span>
          {contact.digits ? <span>{t('call.pressed', { digits: contact.digits })}</span> : null}
          {/* Whom an agent called has neither waited nor dialled anything of ours. */}
          {contact.source === 'device' ? null : (
            <>
              <span>
                {t('call.waited')} {formatDuration(contact.waitedMs)}
              </span>
              <span>
                {t('call.called')} {contact.dialled}
              </span>
            </>
          )}
          <span className={classes.recording} data-mark={contact.recording}>
            <IconRecord size={15} />
            {t(`call.recording.${contact.recording}`, { length: formatDuration(contact.recordedMs) })}
          </span>
        </p>
        {contact.parkPlace && contact.givenBy === handling.agent ? <Parked contact={contact} /> : null}
        {ended ? <WrapUp contact={contact} handling={handling} /> : (
          <>
            <CallControls contact={contact} handling={handling} />
            <ConsultBar contact={contact} handling={handling} />
            <CallNotice contact={contact} handling={handling} />
          </>
        )}
      </Panel>
      <Notes contact={contact.id} handling={handling} />
    </>
  );
}
