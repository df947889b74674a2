import { useState } from 'react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from '@peal/i18n';
import { demand, type SessionSummary } from '@peal/api-client';
import { Button, EmptyState, Group, Modal, notifications, Page, Panel, ReasonedButton, LoadingBox, Table, Text } from '@peal/ui';
import { api } from '../server/api';
import { useProblemText, useShowProblem } from '../server/use-problem-text';
import { useTimes } from '../server/use-times';
import { browserName } from './browser-name';
import classes from '../board/board-table.module.css';

/** Who is signed in, and the way to end it. */
export function SessionsPage() {
  const { t } = useTranslation();
  const times = useTimes();
  const text = useProblemText();
  const show = useShowProblem();
  const client = useQueryClient();
  const [asked, setAsked] = useState<SessionSummary | null>(null);
  const sessions = useQuery({
    queryKey: ['sessions'],
    queryFn: () => demand(api.GET('/api/sessions')).then((answer) => answer.items),
    refetchInterval: 15_000,
  });
  const revoke = useMutation({
    mutationFn: (session: SessionSummary) => demand(api.DELETE('/api/sessions/{id}', { params: { path: { id: session.id } } })),
    onSuccess: (_, session) => {
      setAsked(null);
      notifications.show({ message: t('sessions.revoked', { name: session.user.displayName }) });
      void client.invalidateQueries({ queryKey: ['sessions'] });
    },
    onError: show,
  });
  return (
    <Page title={t('sessions.title')} lead={t('sessions.lead')}>
      <Panel>
        {sessions.isLoading ? <LoadingBox height={200} /> : sessions.error ? <EmptyState title={text(sessions.error)} /> : (
          <Table className={classes.table}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('sessions.column.user')}</Table.Th>
                <Table.Th>{t('sessions.column.role')}</Table.Th>
                <Table.Th>{t('sessions.column.since')}</Table.Th>
                <Table.Th>{t('sessions.column.seen')}</Table.Th>
                <Table.Th>{t('sessions.column.expires')}</Table.Th>
                <Table.Th>{t('sessions.column.source')}</Table.Th>
                <Table.Th>{t('sessions.column.browser')}</Table.Th>
                <Table.Th />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {(sessions.data ?? []).map((session) => (
                <Table.Tr key={session.id}>
                  <Table.Td className={classes.name}>
                    {session.user.displayName} <span className={classes.soft}>{session.user.name}</span>
                  </Table.Td>
                  <Table.Td>{t(`nav.role.${session.role}`)}</Table.Td>
                  <Table.Td>{times.full(session.createdAt)}</Table.Td>
                  <Table.Td>{times.full(session.lastSeenAt)}</Table.Td>
                  <Table.Td>{times.full(session.expires)}</Table.Td>
                  <Table.Td>{session.source}</Table.Td>
                  <Table.Td title={session.browser}>{browserName(session.browser)}</Table.Td>
                  <Table.Td style={{ textAlign: 'right' }}>
                    <ReasonedButton size="compact-sm" variant="default" reason={session.current ? t('sessions.ownReason') : undefined} onClick={() => setAsked(session)}>
                      {session.current ? t('sessions.current') : t('sessions.revoke')}
                    </ReasonedButton>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </Panel>
      <Modal opened={asked !== null} onClose={() => setAsked(null)} title={t('sessions.revokeTitle', { name: asked?.user.displayName ?? '' })} closeButtonProps={{ 'aria-label': t('common.close') }}>
        <Text size="sm">{t('sessions.revokeText')}</Text>
        <Group justify="flex-end" mt="lg" gap="xs">
          <Button variant="default" onClick={() => setAsked(null)} data-autofocus>
            {t('common.cancel')}
          </Button>
          <Button color="red" loading={revoke.isPending} onClick={() => asked && revoke.mutate(asked)}>
            {t('sessions.revoke')}
          </Button>
        </Group>
      </Modal>
    </Page>
  );
}
