import { useEffect, useRef, useState } from 'react';
import { useTranslation } from '@peal/i18n';
import { Button, IconPhone, ReasonedButton, StateMark, type Tone } from '@peal/ui';
import { callNumber, hangUpLeg, ringer } from '../phone/phone';
import { usePhone } from '../phone/phone-store';
import { useMe } from '../session/use-me';
import { StepCard } from './step-card';

type Outcome = 'none' | 'worked' | 'failed';

/** A call to the echo number: registration, ICE, DTLS and both directions of sound at once. */
export function EchoStep({ onHeard }: { onHeard: () => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const { leg, legCause, phone, microphone } = usePhone();
  const [mine, setMine] = useState(false);
  const [outcome, setOutcome] = useState<Outcome>('none');
  const number = me.softphone?.echoNumber ?? null;

  useEffect(() => {
    if (!mine) return;
    if (leg === 'connected') {
      setOutcome('worked');
      onHeard();
    } else if (leg === 'none') {
      setMine(false);
      setOutcome((before) => (before === 'worked' ? before : 'failed'));
    }
  }, [leg, mine, onHeard]);
  // Whoever leaves the page has heard enough; a customer's leg is not ours to end.
  const latest = useRef(mine);
  useEffect(() => {
    latest.current = mine;
  });
  useEffect(
    () => () => {
      if (latest.current) hangUpLeg();
    },
    [],
  );

  const reason = number === null ? t('check.echoNone')
    : microphone !== 'open' ? t('check.reason.microphoneFirst')
    : phone !== 'ready' ? t('check.reason.phone')
    : undefined;
  const [tone, words]: [Tone, string] =
    mine && leg === 'connected' ? ['talk', t('check.echoConnected')]
    : mine ? ['offer', t('check.echoCalling')]
    : outcome === 'worked' ? ['ready', t('check.echoDone')]
    : outcome === 'failed' ? ['trouble', t('check.echoFailed', { cause: legCause || t('common.unknown') })]
    : ['away', reason ?? t('check.notYet')];
  return (
    <StepCard number={3} title={t('check.echo')} help={t('check.echoHelp')} done={outcome === 'worked'} icon={<IconPhone size={20} />}>
      <div aria-live="polite">
        <StateMark tone={tone}>{words}</StateMark>
      </div>
      {mine ? (
        <Button color="red" variant="light" onClick={hangUpLeg}>
          {t('check.echoStop')}
        </Button>
      ) : (
        <ReasonedButton
          variant="default"
          reason={reason}
          onClick={() => {
            void ringer.unlock();
            setOutcome('none');
            setMine(true);
            if (number) void callNumber(number);
          }}
        >
          {t('check.echoStart')}
        </ReasonedButton>
      )}
    </StepCard>
  );
}
