import { useTranslated, useTranslation } from '@peal/i18n';
import { Button, EmptyState, Page, Panel, Skeleton, Tabs } from '@peal/ui';
import { useProblemText } from '../server/use-problem-text';
import { ApplyPane } from './apply-pane';
import { Overview } from './overview';
import { RevisionTable } from './revision-table';
import { useSettings } from './use-settings';
import classes from './settings-page.module.css';

export function SettingsPage() {
  const { t } = useTranslation();
  const translated = useTranslated();
  const text = useProblemText();
  const settings = useSettings();
  return (
    <Page
      title={t('settings.title')}
      lead={settings.data ? t('settings.lead', { revision: settings.data.revision, tenant: translated(settings.data.tenant.name) }) : '\u00a0'}
    >
      <Tabs defaultValue="overview" keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="overview">{t('settings.overview')}</Tabs.Tab>
          <Tabs.Tab value="apply">{t('settings.apply')}</Tabs.Tab>
          <Tabs.Tab value="revisions">{t('settings.revisions')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="overview">
          {settings.data ? (
            <Overview settings={settings.data} />
          ) : settings.error ? (
            <EmptyState title={text(settings.error)}>
              <Button variant="default" onClick={() => void settings.refetch()}>
                {t('common.tryAgain')}
              </Button>
            </EmptyState>
          ) : (
            <Skeleton height={320} />
          )}
        </Tabs.Panel>
        <Tabs.Panel value="apply">
          <ApplyPane />
        </Tabs.Panel>
        <Tabs.Panel value="revisions">
          <Panel className={classes.revisions}>
            <RevisionTable />
          </Panel>
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
