import type { ReactNode } from 'react';
import { useTranslation } from '@peal/i18n';
import { formatDuration, Tooltip } from '@peal/ui';
import { useAgentNames, useQueueNames } from '../server/use-names';
import { axisTicks, type Lane, type Span, type Timeline } from './timeline-spans';
import classes from './timeline.module.css';

const kLanes: Lane[] = ['flow', 'queue', 'offers', 'talk'];
/** Part of the axis after which a label would be cut off at the edge. */
const kLabelsEnd = 0.95;

/** Lanes over one axis; `sound` is drawn under them on the same scale. */
export function TimelineView({ timeline, sound }: { timeline: Timeline; sound: ReactNode }) {
  const { t } = useTranslation();
  return (
    <div className={classes.timeline}>
      <div className={classes.lane}>
        <span />
        <div className={classes.axis}>
          {axisTicks(timeline.length).map((tick) => (
            <span key={tick} style={{ left: `${(100 * tick) / timeline.length}%` }}>
              {tick < kLabelsEnd * timeline.length ? formatDuration(tick) : null}
            </span>
          ))}
        </div>
      </div>
      {kLanes.map((lane) => (
        <div key={lane} className={classes.lane}>
          <span className={classes.label}>{t(`calls.lane.${lane}`)}</span>
          <div className={classes.track}>
            {timeline.spans
              .filter((span) => span.lane === lane)
              .map((span, i) => (
                <SpanBar key={i} span={span} length={timeline.length} />
              ))}
          </div>
        </div>
      ))}
      <div className={classes.lane}>
        <span className={classes.label}>{t('calls.lane.sound')}</span>
        <div className={classes.sound}>{sound}</div>
      </div>
    </div>
  );
}

function SpanBar({ span, length }: { span: Span; length: number }) {
  const words = useSpanWords()(span);
  const width = (100 * (span.to - span.from)) / length;
  return (
    <Tooltip label={`${words} · ${formatDuration(span.from)}–${formatDuration(span.to)}`}>
      <div
        className={classes.span}
        data-tone={span.tone}
        data-kind={span.kind}
        tabIndex={0}
        role="img"
        aria-label={`${words}, ${formatDuration(span.to - span.from)}`}
        style={{ left: `${(100 * span.from) / length}%`, width: `max(${width}%, 4px)` }}
      >
        {width > 7 ? <span>{words}</span> : null}
      </div>
    </Tooltip>
  );
}

function useSpanWords(): (span: Span) => string {
  const { t } = useTranslation();
  const agentName = useAgentNames();
  const queueName = useQueueNames();
  return (span) => {
    const agent = agentName(span.agent);
    switch (span.kind) {
      case 'queue':
        return t('calls.span.queue', { queue: queueName(span.queue) });
      case 'offer':
        return t('calls.span.offer', { agent, end: t(`calls.offerEnd.${offerEnd(span.end)}`) });
      case 'talk':
        return t('calls.span.talk', { agent });
      case 'wrapUp':
        return t('calls.span.wrapUp', { agent });
      default:
        return t(`calls.span.${span.kind}`);
    }
  };
}

function offerEnd(end: string | null | undefined): 'accepted' | 'rejected' | 'expired' | 'rescinded' | 'failed' | 'open' {
  return end === 'accepted' || end === 'rejected' || end === 'expired' || end === 'rescinded' || end === 'failed' ? end : 'open';
}
