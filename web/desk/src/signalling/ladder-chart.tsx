import { useRef, type CSSProperties, type KeyboardEvent } from 'react';
import { useTranslated, useTranslation } from '@peal/i18n';
import type { Ladder } from '@peal/api-client';
import { useStepDetail } from '../calls/step-table';
import { useAgentNames, useQueueNames } from '../server/use-names';
import { useTimes } from '../server/use-times';
import { columnsOf, shortLine, toneOf, type LadderColumn, type LadderRow } from './ladder-rows';
import classes from './ladder.module.css';

interface ChartProps {
  ladder: Ladder;
  rows: LadderRow[];
  chosen: string | null;
  onChoose: (key: string | null) => void;
}

/** One column for each side, one line for each message; up and down go from message to message. */
export function LadderChart({ ladder, rows, chosen, onChoose }: ChartProps) {
  const { t } = useTranslation();
  const list = useRef<HTMLOListElement>(null);
  const columns = columnsOf(ladder);
  const move = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Escape') onChoose(null);
    if (step === undefined) return;
    event.preventDefault();
    const arrows = [...(list.current?.querySelectorAll('button') ?? [])];
    arrows[arrows.indexOf(document.activeElement as HTMLButtonElement) + step]?.focus();
  };
  return (
    <div className={classes.chart} style={{ '--columns': columns.length } as CSSProperties}>
      <div className={classes.columns}>
        <span>{t('signalling.time')}</span>
        {columns.map((column, i) => (
          <ColumnHead key={i} column={column} />
        ))}
      </div>
      <ol ref={list} className={classes.rows} onKeyDown={move} aria-label={t('signalling.title')}>
        {rows.map((row) => (
          <li key={row.key} className={classes.row}>
            <Clock row={row} />
            <div className={classes.lanes}>
              {columns.map((_, i) => (
                <i key={i} className={classes.line} style={{ left: middle(i, columns.length) }} />
              ))}
              {row.kind === 'message' ? (
                <Arrow row={row} columns={columns.length} chosen={chosen === row.key} onChoose={() => onChoose(chosen === row.key ? null : row.key)} />
              ) : (
                <StepMark row={row} left={middle(columns.indexOf(null), columns.length)} />
              )}
            </div>
          </li>
        ))}
      </ol>
    </div>
  );
}

const middle = (column: number, columns: number): string => `${((column + 0.5) / columns) * 100}%`;

function ColumnHead({ column }: { column: LadderColumn }) {
  const { t } = useTranslation();
  const translated = useTranslated();
  const agentName = useAgentNames();
  if (column === null) return <span className={classes.own}>Peal</span>;
  const who = column.agent ? agentName(column.agent) : t(`signalling.role.${column.role}`);
  return (
    <span>
      <b>{translated(column.trunk?.name) || column.trunk?.key || who}</b>
      <small>
        {column.address} {column.transport.toUpperCase()}
      </small>
    </span>
  );
}

function Clock({ row }: { row: LadderRow }) {
  const times = useTimes();
  if (row.kind === 'step') return <span className={classes.clock} />;
  const { at, micros } = row.message;
  const fraction = `${at.slice(20, 23)}${String(micros).padStart(3, '0')}`;
  return (
    <span className={classes.clock}>
      {times.clock(at)}.{fraction} <small>+{row.after.toFixed(3)}</small>
    </span>
  );
}

function Arrow({ row, columns, chosen, onChoose }: { row: LadderRow & { kind: 'message' }; columns: number; chosen: boolean; onChoose: () => void }) {
  const { t } = useTranslation();
  const { message, from, to } = row;
  const left = Math.min(from, to);
  const width = Math.abs(to - from);
  const media = message.media.map((one) => `${one.address} ${one.codecs}${one.direction === 'sendrecv' ? '' : ` ${one.direction}`}`).join(' · ');
  return (
    <button
      type="button"
      className={classes.arrow}
      data-tone={toneOf(message)}
      data-again={message.again}
      data-to={to > from ? 'right' : 'left'}
      data-chosen={chosen}
      aria-pressed={chosen}
      style={{ left: middle(left, columns), width: `${(width / columns) * 100}%` }}
      onClick={onChoose}
    >
      <span className={classes.label}>
        <span lang="en">
          {shortLine(message)}
          {message.status === null ? null : <small> {message.method}</small>}
        </span>
        {message.again ? <em>{t('signalling.again')}</em> : null}
      </span>
      {media ? (
        <small lang="en" className={classes.media}>
          {media}
        </small>
      ) : null}
      {message.meaning ? <small className={classes.media}>{message.meaning}</small> : null}
    </button>
  );
}

function StepMark({ row, left }: { row: LadderRow & { kind: 'step' }; left: string }) {
  const { t } = useTranslation();
  const agentName = useAgentNames();
  const queueName = useQueueNames();
  const detailText = useStepDetail();
  const { step } = row;
  const parts = [agentName(step.agent), queueName(step.queue), detailText(step)].filter(Boolean).join(' · ');
  return (
    <span className={classes.step} style={{ left }}>
      <b>{t(`calls.step.${step.kind}`)}</b> {parts} {step.node ? <code>{step.node}</code> : null}
    </span>
  );
}
