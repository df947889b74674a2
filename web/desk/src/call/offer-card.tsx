import { useTranslated, useTranslation } from '@peal/i18n';
import type { ContactView } from '@peal/api-client';
import { Elapsed, Facts, formatDuration, IconCross, IconPhone, Panel, ReasonedButton, useNow } from '@peal/ui';
import { useHotkey, useKeyLabel } from '../keys/use-hotkey';
import { answerLeg } from '../phone/phone';
import { usePhone } from '../phone/phone-store';
import { useAgentNames, useQueueNames } from '../server/use-names';
import { useMe } from '../session/use-me';
import { LastContacts } from './last-contacts';
import { PartyHead } from './party-head';
import { useCallActions } from './use-call-actions';
import { useAnswerFailure } from './use-answer-failure';
import classes from './offer-card.module.css';

/** Who calls, before it rings. */
export function OfferCard({ contact }: { contact: ContactView }) {
  const { t } = useTranslation();
  const translated = useTranslated();
  const me = useMe();
  const queueName = useQueueNames();
  const actions = useCallActions(contact);
  const { leg, owned, phone } = usePhone();
  const from = useAgentNames()(contact.givenBy);
  const givenBy = from ? t('call.givenBy', { who: from }) : '';
  const answerKey = useKeyLabel('answer');
  const now = useNow();
  useAnswerFailure();

  const reason =
    me.softphone === null ? t('call.answerOnPhone')
    : owned === false ? t('call.answerElsewhere')
    : phone !== 'ready' && leg !== 'arriving' ? t('call.answerNoPhone')
    : undefined;
  const answering = leg === 'asked' || leg === 'connected';
  useHotkey('answer', () => void answerLeg(), reason === undefined && !answering);
  const offer = contact.offer;
  const whole = offer ? Date.parse(offer.expires) - Date.parse(offer.madeAt) : 1;
  const left = offer ? Math.max(0, Date.parse(offer.expires) - now) : 0;
  return (
    <Panel className={classes.card} label={t('call.incoming')}>
      <div className={classes.bar} role="progressbar" aria-label={t('call.ringsFor')} aria-valuemin={0} aria-valuemax={Math.round(whole / 1000)} aria-valuenow={Math.round(left / 1000)}>
        <div style={{ width: `${(100 * left) / whole}%` }} />
      </div>
      <PartyHead contact={contact} side={<span className={classes.left}>{givenBy ? `${givenBy} · ` : ''}{formatDuration(left)}</span>} />
      <div className={classes.facts}>
        <Facts
          rows={[
            { label: t('call.queue'), value: queueName(contact.queue) || t('common.none') },
            { label: t('call.called'), value: [translated(contact.number?.name), contact.dialled].filter(Boolean).join(' · ') },
          ]}
        />
        <Facts
          rows={[
            { label: t('call.waited'), value: contact.waitingSince ? <Elapsed since={Date.parse(contact.waitingSince)} /> : formatDuration(contact.waitedMs) },
            { label: t('call.keysPressed'), value: contact.digits || '–' },
          ]}
        />
      </div>
      {contact.lastNotes ? (
        <p className={classes.reason}>
          {t('call.noteBefore')}: {contact.lastNotes}
        </p>
      ) : null}
      <div className={classes.buttons}>
        <ReasonedButton
          size="lg"
          className={classes.answer}
          reason={reason}
          loading={answering}
          hotkey={answerKey}
          leftSection={<IconPhone />}
          onClick={() => void answerLeg()}
        >
          {t('call.answer')}
        </ReasonedButton>
        <ReasonedButton size="lg" variant="default" leftSection={<IconCross />} loading={actions.reject.isPending} onClick={() => actions.reject.mutate()}>
          {t('call.reject')}
        </ReasonedButton>
      </div>
      <p className={classes.reason} role="status">{reason ?? ''}</p>
      <LastContacts contact={contact} />
    </Panel>
  );
}
