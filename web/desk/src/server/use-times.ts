import { useMemo } from 'react';
import { useTranslation } from '@peal/i18n';
import { useMe } from '../session/use-me';

export interface Times {
  /** `11-22 10:40:11`, with the year when it is another one. */
  full: (time: string) => string;
  /** `10:40:11` */
  clock: (time: string | number) => string;
  date: (time: string) => string;
}

/** Times as the page's language writes them, in the tenant's zone. */
export function useTimes(): Times {
  const { i18n } = useTranslation();
  const { timeZone } = useMe();
  return useMemo(() => timesIn(i18n.language, timeZone), [i18n.language, timeZone]);
}

export function timesIn(language: string, timeZone: string, now: () => number = Date.now): Times {
  const day = { month: '2-digit', day: '2-digit' } as const;
  const time = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
  const thisYear = new Intl.DateTimeFormat(language, { timeZone, ...day, ...time });
  const otherYear = new Intl.DateTimeFormat(language, { timeZone, year: 'numeric', ...day, ...time });
  const clock = new Intl.DateTimeFormat(language, { timeZone, ...time });
  const date = new Intl.DateTimeFormat(language, { timeZone, year: 'numeric', month: 'short', day: 'numeric' });
  const year = new Intl.DateTimeFormat('en-US', { timeZone, year: 'numeric' });
  return {
    full: (text) => {
      const at = new Date(text);
      return (year.format(at) === year.format(now()) ? thisYear : otherYear).format(at);
    },
    clock: (text) => clock.format(new Date(text)),
    date: (text) => date.format(new Date(text)),
  };
}
