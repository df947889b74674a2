import { useTranslation } from '@peal/i18n';
import { formatAverage } from '@peal/ui';
import { useAgentFigures } from '../live/selectors';
import { useMe } from '../session/use-me';
import classes from './today-figures.module.css';

/** My own day in three figures. */
export function TodayFigures() {
  const { t } = useTranslation();
  const me = useMe();
  const today = useAgentFigures(me.agent?.id)?.today;
  return (
    <footer className={classes.today} aria-label={t('desk.today')}>
      <h2>{t('desk.today')}</h2>
      <dl>
        <div>
          <dt>{t('desk.handled')}</dt>
          <dd>{today?.answered ?? 0}</dd>
        </div>
        <div>
          <dt>{t('desk.average')}</dt>
          <dd>{formatAverage(today?.averageHandleMs)}</dd>
        </div>
        <div>
          <dt>{t('desk.missed')}</dt>
          <dd data-bad={(today?.missed ?? 0) > 0 || undefined}>{today?.missed ?? 0}</dd>
        </div>
      </dl>
    </footer>
  );
}
