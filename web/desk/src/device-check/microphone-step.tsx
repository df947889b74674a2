import { useEffect, useState } from 'react';
import { useTranslation } from '@peal/i18n';
import { listMicrophones } from '@peal/softphone/devices';
import { Button, IconMicrophone, LevelBars, Select, StateMark } from '@peal/ui';
import { chosenMicrophone, inputLevel, openInput } from '../phone/phone';
import { usePhone } from '../phone/phone-store';
import { StepCard } from './step-card';
import classes from './microphone-step.module.css';

// Speech at arm's length lies well above this, a quiet room below.
const kSpeech = 0.35;

export function MicrophoneStep() {
  const { t } = useTranslation();
  const { microphone, fault } = usePhone();
  const [devices, setDevices] = useState<{ id: string; name: string }[]>([]);
  const [spoke, setSpoke] = useState(false);
  const open = microphone === 'open';

  useEffect(() => {
    if (!open) return;
    void listMicrophones().then(setDevices);
    const timer = setInterval(() => {
      if (inputLevel() > kSpeech) setSpoke(true);
    }, 100);
    return () => clearInterval(timer);
  }, [open]);

  return (
    <StepCard number={1} title={t('check.microphone')} help={t('check.microphoneHelp')} done={open && spoke} icon={<IconMicrophone size={20} />}>
      {open ? (
        <>
          <div className={classes.meter}>
            <LevelBars level={inputLevel} label={t('check.microphoneLevel')} bars={24} />
          </div>
          <StateMark tone={spoke ? 'ready' : 'away'}>{spoke ? t('check.microphoneHeard') : t('check.microphoneQuiet')}</StateMark>
          <Select
            aria-label={t('check.microphone')}
            data={devices.filter((one) => one.id).map((one, i) => ({ value: one.id, label: one.name || t('check.microphoneNamed', { number: i + 1 }) }))}
            value={chosenMicrophone()}
            allowDeselect={false}
            onChange={(id) => {
              setSpoke(false);
              if (id) void openInput(id);
            }}
          />
        </>
      ) : (
        <>
          <p className={classes.fault} role="alert">{fault ? t(`check.fault.${fault}`) : ''}</p>
          <Button onClick={() => void openInput()}>{t('check.microphoneOpen')}</Button>
        </>
      )}
    </StepCard>
  );
}
