import { useEffect, useState } from 'react';
import { ActionIcon, Popover, TextInput, UnstyledButton } from '@mantine/core';
import { IconCalendar, IconChevron } from './icons';
import { firstDayOf, monthAfter, monthOf, readMoment, weeksOf } from './month';
import classes from './moment-field.module.css';

export interface MomentFieldTexts {
  /** How a moment is written, such as `YYYY-MM-DD HH:MM`. */
  format: string;
  /** What to say of a text that is no moment. */
  wrong: string;
  calendar: string;
  before: string;
  after: string;
}

interface MomentFieldProps {
  label: string;
  /** `2026-03-29T08:30`, or nothing. */
  value: string;
  onChange: (value: string) => void;
  /** For a day without a time: `00:00`. */
  timeOfDay: string;
  /** Today, as `2026-03-29`. */
  today: string;
  /** The language of the page: a browser's own field would speak the browser's. */
  language: string;
  texts: MomentFieldTexts;
}

/** A day and time, typed or picked from a month. */
export function MomentField({ label, value, onChange, timeOfDay, today, language, texts }: MomentFieldProps) {
  const [text, setText] = useState(value.replace('T', ' '));
  const [open, setOpen] = useState(false);
  useEffect(() => setText(value.replace('T', ' ')), [value]);
  const put = (): void => {
    const moment = text.trim() === '' ? '' : readMoment(text, timeOfDay);
    if (moment !== undefined && moment !== value) onChange(moment);
  };
  const wrong = text.trim() !== '' && readMoment(text, timeOfDay) === undefined;
  const pick = (day: string): void => {
    onChange(`${day}T${value.slice(11) || timeOfDay}`);
    setOpen(false);
  };
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" shadow="md" trapFocus returnFocus>
      <TextInput
        label={label}
        placeholder={texts.format}
        value={text}
        error={wrong}
        title={wrong ? texts.wrong : undefined}
        onChange={(event) => setText(event.currentTarget.value)}
        onBlur={put}
        onKeyDown={(event) => event.key === 'Enter' && put()}
        rightSection={
          <Popover.Target>
            <ActionIcon variant="subtle" color="gray" aria-label={`${label}: ${texts.calendar}`} onClick={() => setOpen(!open)}>
              <IconCalendar size={16} />
            </ActionIcon>
          </Popover.Target>
        }
      />
      <Popover.Dropdown>
        <Calendar chosen={value.slice(0, 10)} today={today} language={language} texts={texts} onPick={pick} />
      </Popover.Dropdown>
    </Popover>
  );
}

function Calendar({ chosen, today, language, texts, onPick }: { chosen: string; today: string; language: string; texts: MomentFieldTexts; onPick: (day: string) => void }) {
  const [month, setMonth] = useState(() => monthOf(chosen || today));
  const weeks = weeksOf(month, firstDayOf(language));
  const at = (day: string): Date => new Date(`${day}T00:00Z`);
  const written = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(language, { ...options, timeZone: 'UTC' });
  const name = written({ year: 'numeric', month: 'long' }).format(Date.UTC(month.year, month.month - 1, 1));
  const weekday = written({ weekday: 'narrow' });
  const whole = written({ dateStyle: 'full' });
  return (
    <div className={classes.calendar}>
      <header>
        <ActionIcon variant="subtle" color="gray" aria-label={texts.before} onClick={() => setMonth(monthAfter(month, -1))}>
          <IconChevron className={classes.left} size={16} />
        </ActionIcon>
        <strong aria-live="polite">{name}</strong>
        <ActionIcon variant="subtle" color="gray" aria-label={texts.after} onClick={() => setMonth(monthAfter(month, 1))}>
          <IconChevron className={classes.right} size={16} />
        </ActionIcon>
      </header>
      <div className={classes.days}>
        {weeks[0]?.map((day) => (
          <span key={day} className={classes.weekday} aria-hidden="true">
            {weekday.format(at(day))}
          </span>
        ))}
        {weeks.flat().map((day) => (
          <UnstyledButton
            key={day}
            className={classes.day}
            aria-label={whole.format(at(day))}
            aria-pressed={day === chosen}
            aria-current={day === today ? 'date' : undefined}
            data-other={monthOf(day).month !== month.month || undefined}
            onClick={() => onPick(day)}
          >
            {Number(day.slice(8))}
          </UnstyledButton>
        ))}
      </div>
    </div>
  );
}
