import { useState } from 'react';
import { useTranslation } from '@peal/i18n';
import type { ContactDetail, Ladder } from '@peal/api-client';
import { Button, EmptyState, Skeleton } from '@peal/ui';
import { useMay } from '../session/use-me';
import { useProblemText } from '../server/use-problem-text';
import { LadderChart } from './ladder-chart';
import { LadderMessageView } from './ladder-message';
import { rowsOf } from './ladder-rows';
import { useLadder } from './use-ladder';
import classes from './ladder.module.css';

/** What was said in SIP during a call, on all its legs. */
export function LadderPane({ detail }: { detail: ContactDetail }) {
  const { t } = useTranslation();
  const text = useProblemText();
  const { id, endedAt } = detail.contact;
  const ladder = useLadder(id, endedAt === null);
  if (ladder.error) {
    return (
      <EmptyState title={text(ladder.error)}>
        <Button variant="default" onClick={() => void ladder.refetch()}>
          {t('common.tryAgain')}
        </Button>
      </EmptyState>
    );
  }
  if (!ladder.data) return <Skeleton height={320} m="sm" />;
  if (!ladder.data.kept) return <EmptyState title={t('signalling.none')}>{t('signalling.noneText')}</EmptyState>;
  return <LadderView ladder={ladder.data} id={id} />;
}

/** `id`: of the contact, whose messages may be taken away; none for a call that never was one. */
export function LadderView({ ladder, id }: { ladder: Ladder; id?: string }) {
  const { t } = useTranslation();
  const mayCapture = useMay('signalling.capture');
  const [chosen, choose] = useState<string | null>(null);
  const rows = rowsOf(ladder);
  const row = rows.find((one) => one.key === chosen);
  return (
    <>
      <div className={classes.head}>
        <p>{t('signalling.lead', { messages: ladder.messages.length })}</p>
        {ladder.more ? <p>{t('signalling.more')}</p> : null}
        {id && mayCapture ? (
          <Button component="a" href={`/api/contacts/${id}/pcap`} download={`${id}.pcap`} variant="default" size="xs">
            {t('signalling.capture')}
          </Button>
        ) : null}
      </div>
      <div className={classes.split} data-open={row?.kind === 'message'}>
        <LadderChart ladder={ladder} rows={rows} chosen={chosen} onChoose={choose} />
        {row?.kind === 'message' ? <LadderMessageView message={row.message} onClose={() => choose(null)} /> : null}
      </div>
    </>
  );
}
