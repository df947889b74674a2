import { useTranslation } from '@peal/i18n';
import { EmptyState, LoadingBox, Page, Panel } from '@peal/ui';
import { useProblemText } from '../server/use-problem-text';
import { ConferencePanel } from './conference-panel';
import { useConferences } from './use-conferences';
import classes from './conferences-page.module.css';

/** Rooms that people dial into, and who is inside now. */
export function ConferencesPage() {
  const { t } = useTranslation();
  const text = useProblemText();
  const rooms = useConferences();
  const all = rooms.data ?? [];
  return (
    <Page title={t('conferences.title')} lead={t('conferences.lead')}>
      {rooms.isLoading || all.length === 0 ? (
        <Panel>
          {rooms.isLoading ? <LoadingBox height={200} /> : rooms.error ? <EmptyState title={text(rooms.error)} /> : (
            <EmptyState title={t('conferences.none')}>{t('conferences.noneHint')}</EmptyState>
          )}
        </Panel>
      ) : (
        <div className={classes.rooms}>
          {all.map((room) => (
            <ConferencePanel key={room.key} room={room} />
          ))}
        </div>
      )}
    </Page>
  );
}
