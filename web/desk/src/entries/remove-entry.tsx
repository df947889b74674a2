import { useTranslation } from '@peal/i18n';
import type { SettingsEntry } from '@peal/api-client';
import { Alert, Button, Group, Modal, notifications, Stack, Text } from '@peal/ui';
import { useProblemText } from '../server/use-problem-text';
import type { Section } from './fields';
import { mistakesOf } from './mistakes';
import { useRemoveEntry } from './use-entries';

/** Asks before an entry goes, and says who still needs it when it may not. */
export function RemoveEntry({ section, entry, onClose }: { section: Section; entry: SettingsEntry; onClose: () => void }) {
  const { t } = useTranslation();
  const text = useProblemText();
  const remove = useRemoveEntry(section);
  const sentences = mistakesOf(remove.error).map((mistake) => mistake.text);
  const go = (): void =>
    remove.mutate(entry, {
      onSuccess: (applied) => {
        notifications.show({ message: t('entries.removed', { name: entry.key, revision: applied.revision }) });
        onClose();
      },
    });
  return (
    <Modal opened onClose={onClose} title={t('entries.removeTitle', { name: entry.key })} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <Stack gap="sm">
        <Text size="sm">{t(`entries.removeText.${section}`)}</Text>
        <div role="alert">
          {remove.error ? (
            <Alert color="red">{sentences.length > 0 ? sentences.map((sentence) => <div key={sentence}>{sentence}</div>) : text(remove.error)}</Alert>
          ) : null}
        </div>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t('common.cancel')}
          </Button>
          <Button color="red" loading={remove.isPending} onClick={go}>
            {t('entries.remove')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
