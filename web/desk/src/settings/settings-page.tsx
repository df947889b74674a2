import { useTranslated, useTranslation } from '@peal/i18n';
import { Button, EmptyState, Page, Panel, Skeleton, Tabs } from '@peal/ui';
import { useProblemText } from '../server/use-problem-text';
import { AgentPane } from './agent-pane';
import { ApplyPane } from './apply-pane';
import { ConferencePane } from './conference-pane';
import { NumberPane } from './number-pane';
import { Overview } from './overview';
import { QueuePane } from './queue-pane';
import { RevisionTable } from './revision-table';
import { UserPane } from './user-pane';
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
          <Tabs.Tab value="numbers">{t('settings.numbers')}</Tabs.Tab>
          <Tabs.Tab value="agents">{t('settings.agents')}</Tabs.Tab>
          <Tabs.Tab value="users">{t('settings.users')}</Tabs.Tab>
          <Tabs.Tab value="queues">{t('settings.queues')}</Tabs.Tab>
          <Tabs.Tab value="conferences">{t('settings.conferences')}</Tabs.Tab>
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
        <Tabs.Panel value="numbers">{settings.data ? <NumberPane settings={settings.data} /> : <Skeleton height={320} />}</Tabs.Panel>
        <Tabs.Panel value="agents">{settings.data ? <AgentPane settings={settings.data} /> : <Skeleton height={320} />}</Tabs.Panel>
        <Tabs.Panel value="users">{settings.data ? <UserPane settings={settings.data} /> : <Skeleton height={320} />}</Tabs.Panel>
        <Tabs.Panel value="queues">{settings.data ? <QueuePane settings={settings.data} /> : <Skeleton height={320} />}</Tabs.Panel>
        <Tabs.Panel value="conferences">
          <ConferencePane />
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
