import { useTranslation } from '@peal/i18n';
import type { LadderMessage } from '@peal/api-client';
import { Button } from '@peal/ui';
import classes from './ladder.module.css';

/** One message as it stood on the wire. */
export function LadderMessageView({ message, onClose }: { message: LadderMessage; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <section className={classes.message} aria-label={t('signalling.message')}>
      <header>
        <b lang="en">{message.line}</b>
        <Button variant="subtle" size="compact-sm" onClick={onClose}>
          {t('common.close')}
        </Button>
      </header>
      {message.meaning ? <p className={classes.meaning}>{message.meaning}</p> : null}
      {message.cause ? (
        <p>
          {t('signalling.cause')}: <span lang="en">{message.cause}</span>
        </p>
      ) : null}
      {message.cut ? <p>{t('signalling.cut')}</p> : null}
      <pre lang="en" tabIndex={0}>{message.text}</pre>
    </section>
  );
}
