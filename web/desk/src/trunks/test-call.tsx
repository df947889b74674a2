import { useState, type FormEvent } from 'react';
import { useTranslation, useTranslated } from '@peal/i18n';
import type { Trunk } from '@peal/api-client';
import { Alert, formatDuration, Group, Modal, ReasonedButton, Button, Stack, Text, TextInput } from '@peal/ui';
import { useProblemText } from '../server/use-problem-text';
import { bareNumber, callable } from './number';
import { useTestCall } from './use-trunks';

/** Calls a number over one trunk and says in words how it went. */
export function TestCall({ trunk, onClose }: { trunk: Trunk; onClose: () => void }) {
  const { t } = useTranslation();
  const translated = useTranslated();
  const problem = useProblemText();
  const [typed, setTyped] = useState('');
  const test = useTestCall(trunk.key);
  const number = bareNumber(typed);
  const reason = callable(number) ? undefined : t('trunks.testNotNumber');
  const call = (event: FormEvent) => {
    event.preventDefault();
    if (!reason && !test.isPending) test.mutate(number);
  };
  return (
    <Modal opened onClose={onClose} title={t('trunks.testTitle', { name: translated(trunk.name) || trunk.key })} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <form onSubmit={call}>
        <Stack gap="sm">
          <Text size="sm">{t('trunks.testLead')}</Text>
          <TextInput
            label={t('trunks.testNumber')}
            description={t('trunks.testHint')}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            inputMode="tel"
            autoComplete="off"
            data-autofocus
          />
          <div role="status" aria-live="polite">
            {test.isPending ? <Text size="sm">{t('trunks.testRunning')}</Text> : null}
            {test.data ? (
              <Alert color={test.data.answered ? 'green' : 'red'}>
                {test.data.text} {test.data.answered ? t('trunks.testAfter', { time: formatDuration(test.data.untilAnswerMs) }) : null}
              </Alert>
            ) : null}
            {test.error ? <Alert color="red">{problem(test.error)}</Alert> : null}
          </div>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('common.close')}
            </Button>
            <ReasonedButton type="submit" reason={reason} loading={test.isPending}>
              {t('trunks.testRun')}
            </ReasonedButton>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
