import { useState } from 'react';
import { Link } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from '@peal/i18n';
import { Button, EmptyState, Facts, formatDuration, IconWave, Page, Panel, PanelTitle, Select, LoadingBox } from '@peal/ui';
import { agentsQuery, useAgentNames, useQueueNames } from '../server/use-names';
import { useProblemText } from '../server/use-problem-text';
import { useTimes } from '../server/use-times';
import { contactTitle } from '../contacts/contact-title';
import { RecordingPlayer } from './recording-player';
import { RecordingRows } from './recording-rows';
import { useRecordings } from './use-recordings';
import classes from './recordings-page.module.css';

export function RecordingsPage() {
  const { t } = useTranslation();
  const text = useProblemText();
  const times = useTimes();
  const agentName = useAgentNames();
  const queueName = useQueueNames();
  const agents = useQuery(agentsQuery);
  const [agent, setAgent] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const recordings = useRecordings(agent);
  const items = recordings.data?.pages.flatMap((page) => page.items) ?? [];
  const selected = items.find((item) => item.id === chosen);
  return (
    <Page
      title={t('recordings.title')}
      lead={t('recordings.lead')}
      actions={
        <Select
          w={220}
          aria-label={t('calls.filter.agent')}
          placeholder={`${t('calls.filter.agent')}: ${t('common.all')}`}
          clearable
          searchable
          limit={50}
          data={(agents.data ?? []).map((one) => ({ value: one.id, label: one.name }))}
          value={agent || null}
          onChange={(value) => setAgent(value ?? '')}
        />
      }
    >
      <Panel className={classes.player}>
        {selected && selected.endedAt ? (
          <>
            <PanelTitle
              side={
                selected.contact ? (
                  <Link to="/calls/$id" params={{ id: selected.contact }} className={classes.link}>
                    {t('recordings.openCall')}
                  </Link>
                ) : null
              }
            >
              {selected.contact ? contactTitle({ customerName: selected.customerName, callerName: '', caller: selected.caller }, t) : t('recordings.conference')} · {times.full(selected.startedAt)}
            </PanelTitle>
            <div className={classes.body}>
              <RecordingPlayer key={selected.id} recording={selected} />
              <Facts
                rows={[
                  { label: t('recordings.column.agent'), value: agentName(selected.agent) || '–' },
                  { label: t('recordings.column.queue'), value: queueName(selected.queue) || '–' },
                  { label: t('recordings.column.length'), value: formatDuration(selected.lengthMs) },
                  { label: t('recordings.size'), value: `${(selected.bytes / 1048576).toFixed(1)} MB` },
                  { label: t('recordings.checksum'), value: <code className={classes.hash}>{selected.sha256 || '–'}</code> },
                ]}
              />
            </div>
          </>
        ) : (
          <EmptyState icon={<IconWave size={36} />} title={t('recordings.choose')}>
            {t('recordings.chooseText')}
          </EmptyState>
        )}
      </Panel>
      <Panel>
        {recordings.isLoading ? (
          <LoadingBox height={240} />
        ) : recordings.error ? (
          <EmptyState title={text(recordings.error)} />
        ) : items.length === 0 ? (
          <EmptyState title={t('recordings.empty')}>{t('recordings.emptyText')}</EmptyState>
        ) : (
          <RecordingRows items={items} selected={chosen} onSelect={setChosen} />
        )}
      </Panel>
      {recordings.hasNextPage ? (
        <Button variant="default" mt="md" loading={recordings.isFetchingNextPage} onClick={() => void recordings.fetchNextPage()}>
          {t('common.loadMore')}
        </Button>
      ) : null}
    </Page>
  );
}
