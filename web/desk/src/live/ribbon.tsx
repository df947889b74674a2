import { useTranslation } from '@peal/i18n';
import { useLive } from './store';
import classes from './ribbon.module.css';

/** The one sign of a lost line. It lies over the page: nothing moves. */
export function Ribbon() {
  const { t } = useTranslation();
  const lost = useLive((live) => live.loaded && live.link !== 'open' && live.link !== 'signed-out');
  return (
    <div className={classes.ribbon} role="status" data-shown={lost || undefined}>
      {lost ? t('ribbon.lost') : ''}
    </div>
  );
}
