import { useTranslation } from '@peal/i18n';
import { isNotFound, type RecordingSummary } from '@peal/api-client';
import { ActionIcon, Button, formatDuration, IconDownload, IconPause, IconPlay, SegmentedControl, Skeleton, StateMark } from '@peal/ui';
import { useProblemText } from '../server/use-problem-text';
import { useCauseText } from '../server/use-cause-text';
import { audioAddress, useWaveform } from './use-recordings';
import { usePlayer } from './use-player';
import { Waveform } from './waveform';
import classes from './recording-player.module.css';

interface RecordingPlayerProps {
  recording: RecordingSummary;
  /** Where the recording lies on a longer axis, as parts of it. */
  place?: { left: number; width: number };
}

/** Waveform and player of one recording. */
export function RecordingPlayer({ recording, place = { left: 0, width: 1 } }: RecordingPlayerProps) {
  const { t } = useTranslation();
  const text = useProblemText();
  const waveform = useWaveform(recording.id);
  const causeText = useCauseText();
  const player = usePlayer(audioAddress(recording.id));
  // A player of nothing would only fail.
  if (isNotFound(waveform.error)) return <p className={classes.gone}>{t('recordings.gone')}</p>;
  return (
    <div>
      <div style={{ marginLeft: `${100 * place.left}%`, width: `${100 * place.width}%`, minWidth: 40 }}>
        {waveform.data ? (
          <Waveform
            peaks={waveform.data}
            positionMs={player.positionMs}
            label={t('recordings.position')}
            callerLabel={t('recordings.caller')}
            agentLabel={t('recordings.agent')}
            onSeek={player.seek}
          />
        ) : waveform.error ? (
          <p className={classes.fault}>{text(waveform.error)}</p>
        ) : (
          <Skeleton height={104} />
        )}
      </div>
      <div className={classes.controls}>
        <ActionIcon size={40} radius={40} aria-label={player.playing ? t('recordings.pause') : t('recordings.play')} onClick={player.toggle}>
          {player.playing ? <IconPause /> : <IconPlay />}
        </ActionIcon>
        <span className={classes.time}>
          {formatDuration(player.positionMs)} / {formatDuration(recording.lengthMs)}
        </span>
        <SegmentedControl
          size="xs"
          aria-label={t('recordings.speed')}
          data={['1', '1.25', '1.5', '2'].map((speed) => ({ value: speed, label: `${speed}×` }))}
          value={String(player.speed)}
          onChange={(speed) => player.setSpeed(Number(speed))}
        />
        {player.failed ? <StateMark tone="trouble">{t('recordings.audioFailed')}</StateMark> : null}
        {recording.whole ? null : <StateMark tone="trouble">{t('recordings.broken', { cause: causeText(recording.cause) })}</StateMark>}
        <span className={classes.space} />
        <Button component="a" href={audioAddress(recording.id)} download={`${recording.id}.wav`} variant="default" leftSection={<IconDownload />}>
          {t('recordings.download')}
        </Button>
      </div>
    </div>
  );
}
