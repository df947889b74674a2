import { useState } from 'react';
import { useTranslated, useTranslation } from '@peal/i18n';
import type { AgentView, ContactView } from '@peal/api-client';
import { Button, Modal, ReasonedButton, TextInput } from '@peal/ui';
import { useAgentViews, useQueueViews } from '../live/selectors';
import { useMe } from '../session/use-me';
import { useCallActions, type Target } from './use-call-actions';
import classes from './transfer-dialog.module.css';

interface Row {
  key: string;
  name: string;
  about: string;
  to: Target;
  /** Queues cannot be asked. */
  canAsk: boolean;
  reason: string | undefined;
}

const kMostRows = 8;

interface TransferDialogProps {
  contact: ContactView;
  opened: boolean;
  onClose: () => void;
}

/** Whom to give the call to: type, then ask or send. */
export function TransferDialog({ contact, opened, onClose }: TransferDialogProps) {
  const { t } = useTranslation();
  return (
    <Modal opened={opened} onClose={onClose} title={t('call.transfer.title')} size="lg" closeButtonProps={{ 'aria-label': t('common.close') }}>
      <Targets contact={contact} onDone={onClose} />
    </Modal>
  );
}

function Targets({ contact, onDone }: { contact: ContactView; onDone: () => void }) {
  const { t } = useTranslation();
  const actions = useCallActions(contact);
  const [text, setText] = useState('');
  const rows = useRows(text.trim());
  const first = rows.find((row) => row.canAsk && row.reason === undefined);
  const ask = (to: Target): void => actions.consult.mutate(to, { onSuccess: onDone });
  const send = (to: Target): void => actions.transfer.mutate(to, { onSuccess: onDone });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (first) ask(first.to);
      }}
    >
      <TextInput data-autofocus label={t('call.transfer.find')} description={t('call.transfer.lead')} value={text} onChange={(event) => setText(event.currentTarget.value)} autoComplete="off" />
      <ul className={classes.list}>
        {rows.map((row) => (
          <li key={row.key} className={classes.row}>
            <span className={classes.who}>
              <strong>{row.name}</strong>
              <span>{row.reason ?? row.about}</span>
            </span>
            {row.canAsk ? (
              <ReasonedButton size="xs" variant="default" reason={row.reason} loading={actions.consult.isPending} onClick={() => ask(row.to)} aria-label={`${t('call.transfer.ask')}: ${row.name}`}>
                {t('call.transfer.ask')}
              </ReasonedButton>
            ) : null}
            <ReasonedButton size="xs" reason={row.reason} loading={actions.transfer.isPending} onClick={() => send(row.to)} aria-label={`${t('call.transfer.send')}: ${row.name}`}>
              {t('call.transfer.send')}
            </ReasonedButton>
          </li>
        ))}
      </ul>
      {rows.length === 0 ? <p className={classes.none}>{t('call.transfer.nobody')}</p> : null}
      <div className={classes.park}>
        <span>{t('call.transfer.parkLead')}</span>
        <Button size="xs" variant="default" loading={actions.park.isPending} onClick={() => actions.park.mutate(undefined, { onSuccess: onDone })}>
          {t('call.transfer.park')}
        </Button>
      </div>
    </form>
  );
}

/** A number that was typed, then colleagues who can be reached, then queues. */
function useRows(text: string): Row[] {
  const { t } = useTranslation();
  const translated = useTranslated();
  const me = useMe();
  const agents = useAgentViews();
  const queues = useQueueViews();
  const wanted = text.toLowerCase();
  const fits = (...words: string[]): boolean => wanted === '' || words.some((word) => word.toLowerCase().includes(wanted));
  const unavailable = (agent: AgentView): string | undefined =>
    agent.status === 'signed_out' ? t('call.transfer.notSignedIn')
    : agent.state !== 'idle' ? t('call.transfer.busy')
    : agent.deviceUp ? undefined
    : t('call.transfer.noPhone');
  const people = agents
    .filter((agent) => agent.id !== me.agent?.id && fits(agent.name, agent.key, agent.number))
    .map((agent): Row => ({ key: agent.id, name: agent.name, about: t('call.transfer.extension', { number: agent.number || '–' }), to: { agent: agent.id }, canAsk: true, reason: unavailable(agent) }))
    .sort((a, b) => Number(a.reason !== undefined) - Number(b.reason !== undefined) || a.name.localeCompare(b.name));
  const lines = queues
    .filter((queue) => fits(translated(queue.name), queue.key))
    .map((queue): Row => ({ key: queue.id, name: translated(queue.name), about: t('call.transfer.waiting', { count: queue.waiting }), to: { queue: queue.id }, canAsk: false, reason: undefined }));
  const isNumber = /^[+*]?[\d\s().-]{2,}$/.test(text);
  const typed: Row[] = isNumber ? [{ key: 'typed', name: text, about: t('call.transfer.number', { number: text }), to: { number: text }, canAsk: true, reason: undefined }] : [];
  return [...typed, ...people.slice(0, kMostRows), ...lines.slice(0, kMostRows)];
}
