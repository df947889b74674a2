import { useState } from 'react';
import { useTranslation } from '@peal/i18n';
import { playTestTone } from '@peal/softphone/devices';
import { Button, IconSpeaker, ReasonedButton, StateMark } from '@peal/ui';
import { ringer } from '../phone/phone';
import { StepCard } from './step-card';

export function SpeakerStep({ heard, onHeard }: { heard: boolean; onHeard: () => void }) {
  const { t } = useTranslation();
  const [played, setPlayed] = useState(false);
  return (
    <StepCard number={2} title={t('check.speaker')} help={t('check.speakerHelp')} done={heard} icon={<IconSpeaker size={20} />}>
      <StateMark tone={heard ? 'ready' : 'away'}>{heard ? t('check.speakerDone') : t('check.notYet')}</StateMark>
      <Button
        variant="default"
        onClick={() => {
          void ringer.unlock();
          void playTestTone().then(() => setPlayed(true));
        }}
      >
        {t('check.speakerPlay')}
      </Button>
      <ReasonedButton variant="light" reason={played ? undefined : t('check.reason.sound')} onClick={onHeard}>
        {t('check.speakerHeard')}
      </ReasonedButton>
    </StepCard>
  );
}
