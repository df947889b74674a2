import { useTranslation } from '@peal/i18n';
import { EmptyState, LoadingBox, Page, Panel, PanelTitle } from '@peal/ui';
import { useProblemText } from '../server/use-problem-text';
import { AlarmTable } from './alarm-table';
import { BanTable } from './ban-table';
import { SourceTable } from './source-table';
import { useSecurity } from './use-security';
import classes from './security-page.module.css';

/** Who is shut out, whose password is guessed, and which calls to outside were refused. */
export function SecurityPage() {
  const { t } = useTranslation();
  const text = useProblemText();
  const security = useSecurity();
  const seen = security.data;
  return (
    <Page title={t('security.title')} lead={t('security.lead')}>
      {!seen ? (
        <Panel>{security.error ? <EmptyState title={text(security.error)} /> : <LoadingBox height={200} />}</Panel>
      ) : (
        <div className={classes.panels}>
          <Panel>
            <PanelTitle>{t('security.alarms')}</PanelTitle>
            <AlarmTable alarms={seen.alarms} />
            <p className={[classes.use, classes.soft].join(' ')}>{t('security.use', { ...seen.outside })}</p>
          </Panel>
          <Panel>
            <PanelTitle>{t('security.bans')}</PanelTitle>
            <BanTable bans={seen.bans} />
          </Panel>
          {seen.strangers.length > 0 ? (
            <Panel>
              <PanelTitle>{t('security.strangers')}</PanelTitle>
              <SourceTable columns={['source', 'refused', 'last']} rows={seen.strangers.map(({ source, refused, last }) => ({ who: source, count: refused, at: last }))} />
              <p className={[classes.use, classes.soft].join(' ')}>{t('security.strangersUse', { count: seen.strangersRefused })}</p>
            </Panel>
          ) : null}
          {seen.locks.length > 0 ? (
            <Panel>
              <PanelTitle>{t('security.locks')}</PanelTitle>
              <SourceTable columns={['user', 'failures', 'nextTry']} rows={seen.locks.map(({ user, failures, nextTry }) => ({ who: user, count: failures, at: nextTry }))} />
            </Panel>
          ) : null}
        </div>
      )}
    </Page>
  );
}
