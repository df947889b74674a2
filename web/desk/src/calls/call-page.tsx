import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from '@peal/i18n';
import type { ContactDetail } from '@peal/api-client';
import { Button, EmptyState, Page, Panel, PanelTitle, serverNow, Skeleton, StateMark, Tabs } from '@peal/ui';
import { contactTitle } from '../contacts/contact-title';
import { formatNumber } from '../customers/format-number';
import { RecordingPlayer } from '../recordings/recording-player';
import { useMay } from '../session/use-me';
import { useProblemText } from '../server/use-problem-text';
import { useTimes } from '../server/use-times';
import { CallFigures, CallSummary } from './call-summary';
import { LadderPane } from '../signalling/ladder-pane';
import { endTone } from './end-tone';
import { StepTable } from './step-table';
import { timelineOf, type Timeline } from './timeline-spans';
import { TimelineView } from './timeline';
import { useCallDetail } from './use-calls';
import classes from './call-page.module.css';

const route = getRouteApi('/shell/calls/$id');

/** One call from ring to wrap-up. */
export function CallPage() {
  const { t } = useTranslation();
  const text = useProblemText();
  const { id } = route.useParams();
  const call = useCallDetail(id);
  if (call.data) return <Detail detail={call.data} />;
  return (
    <Page title={t('calls.title')}>
      {call.error ? (
        <EmptyState title={text(call.error)}>
          <Button variant="default" onClick={() => void call.refetch()}>
            {t('common.tryAgain')}
          </Button>
        </EmptyState>
      ) : (
        <Skeleton height={360} />
      )}
    </Page>
  );
}

function Detail({ detail }: { detail: ContactDetail }) {
  const { t } = useTranslation();
  const times = useTimes();
  const mayReadSignalling = useMay('signalling.read');
  const { contact } = detail;
  const title = contactTitle(contact, t);
  const timeline = timelineOf(detail, serverNow());
  return (
    <Page
      title={t('calls.detail.title', { caller: title === contact.caller ? formatNumber(title) : title })}
      lead={`${times.full(contact.arrivedAt)} · ${t('calls.detail.id')} ${contact.id}`}
      actions={
        <>
          <StateMark tone={endTone(contact.end)} filled>
            {contact.end ? t(`calls.end.${contact.end}`) : t('calls.running')}
          </StateMark>
          <Button component={Link} to="/calls" variant="default">
            {t('calls.back')}
          </Button>
        </>
      }
    >
      <CallFigures detail={detail} />
      <Panel className={classes.panel}>
        <PanelTitle>{t('calls.detail.timeline')}</PanelTitle>
        <TimelineView timeline={timeline} sound={<Sound detail={detail} timeline={timeline} />} />
      </Panel>
      <Panel>
        <Tabs defaultValue="summary" keepMounted={false}>
          <Tabs.List className={classes.tabs}>
            <Tabs.Tab value="summary">{t('calls.detail.summary')}</Tabs.Tab>
            <Tabs.Tab value="steps">
              {t('calls.detail.steps')} ({detail.steps.length})
            </Tabs.Tab>
            {mayReadSignalling ? <Tabs.Tab value="signalling">{t('signalling.title')}</Tabs.Tab> : null}
          </Tabs.List>
          <Tabs.Panel value="signalling">
            <LadderPane detail={detail} />
          </Tabs.Panel>
          <Tabs.Panel value="summary">
            <CallSummary detail={detail} />
          </Tabs.Panel>
          <Tabs.Panel value="steps">
            <StepTable steps={detail.steps} start={timeline.start} />
          </Tabs.Panel>
        </Tabs>
      </Panel>
    </Page>
  );
}

/** The recording under the lanes, as long as it was on their axis. */
function Sound({ detail, timeline }: { detail: ContactDetail; timeline: Timeline }) {
  const { t } = useTranslation();
  const may = useMay('recordings.listen');
  const done = detail.recordings.filter((recording) => recording.endedAt !== null);
  if (!may || done.length === 0) {
    const running = detail.recordings.length > done.length;
    return <p className={classes.none}>{running ? t('calls.detail.recordingRunning') : t('calls.detail.noRecording')}</p>;
  }
  return (
    <>
      {done.map((recording) => (
        <RecordingPlayer
          key={recording.id}
          recording={recording}
          place={{
            left: Math.max(0, Date.parse(recording.startedAt) - timeline.start) / timeline.length,
            width: Math.min(1, recording.lengthMs / timeline.length),
          }}
        />
      ))}
    </>
  );
}
