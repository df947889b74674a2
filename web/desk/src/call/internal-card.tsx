import { useState } from 'react';
import { useTranslation } from '@peal/i18n';
import type { AgentView } from '@peal/api-client';
import { Elapsed, EmptyState, IconHangUp, IconKeypad, IconMicrophone, IconMicrophoneOff, IconPhone, Panel, Popover, ReasonedButton } from '@peal/ui';
import { useHotkey, useKeyLabel, useKeyPick } from '../keys/use-hotkey';
import { answerLeg, declineLeg, hangUpLeg, muteLeg, sendLegDigit } from '../phone/phone';
import { usePhone } from '../phone/phone-store';
import { useAgentNames } from '../server/use-names';
import { Keypad, keypadDigit } from './keypad';
import classes from './internal-card.module.css';

/** Keys shown as dots. */
const kPressedShown = 24;

/** A call with a colleague, or a number that is no customer's. */
export function InternalCard({ agent }: { agent: AgentView }) {
  const { t } = useTranslation();
  const agentName = useAgentNames();
  const leg = usePhone((phone) => phone.leg);
  const answerKey = useKeyLabel('answer');
  const internal = agent.internal;
  const rings = internal?.called === true && !internal.connected;
  useHotkey('answer', () => void answerLeg(), rings && leg === 'arriving');
  if (!internal) return null;
  const who = agentName(internal.with) || t('call.internal.somebody');
  const title =
    internal.connected ? t('call.internal.talking', { who })
    : internal.called ? t('call.internal.incoming', { who })
    : t('call.internal.calling', { who });
  return (
    <Panel className={classes.card} label={title}>
      <EmptyState icon={<IconPhone size={40} />} title={title}>
        <Elapsed since={Date.parse(agent.stateSince)} className={classes.timer} />
        <div className={classes.buttons}>
          {rings ? (
            <ReasonedButton size="lg" hotkey={answerKey} reason={leg === 'arriving' ? undefined : t('call.answerOnPhone')} leftSection={<IconPhone />} onClick={() => void answerLeg()}>
              {t('call.answer')}
            </ReasonedButton>
          ) : null}
          {leg === 'connected' && !rings ? <InTheCall /> : null}
          {leg !== 'none' ? (
            <ReasonedButton size="lg" variant="default" leftSection={<IconHangUp />} onClick={rings ? declineLeg : hangUpLeg}>
              {rings ? t('call.reject') : t('call.internal.hangUp')}
            </ReasonedButton>
          ) : null}
        </div>
      </EmptyState>
    </Panel>
  );
}

/** Mute, and keys for whoever asks for them, such as the door of a conference for its PIN. */
function InTheCall() {
  const { t } = useTranslation();
  const muted = usePhone((phone) => phone.muted);
  const muteKey = useKeyLabel('mute');
  const keypadKey = useKeyLabel('keypad');
  const [keypad, setKeypad] = useState(false);
  const [pressed, setPressed] = useState(0);
  const press = (digit: string): void => {
    setPressed((before) => Math.min(before + 1, kPressedShown));
    sendLegDigit(digit);
  };
  useHotkey('mute', () => muteLeg(!muted));
  useHotkey('keypad', () => setKeypad((open) => !open));
  useKeyPick(keypadDigit, press, true);
  return (
    <>
      <ReasonedButton
        size="lg"
        variant={muted ? 'filled' : 'default'}
        pressed={muted}
        hotkey={muteKey}
        leftSection={muted ? <IconMicrophoneOff /> : <IconMicrophone />}
        onClick={() => muteLeg(!muted)}
      >
        {muted ? t('call.unmute') : t('call.mute')}
      </ReasonedButton>
      {/* No dialog: what is typed goes on as keys, with the pad open or not. */}
      <Popover opened={keypad} onChange={setKeypad} position="bottom" withArrow trapFocus={false} withRoles={false} shadow="md">
        <Popover.Target>
          <ReasonedButton size="lg" variant="default" pressed={keypad} hotkey={keypadKey} leftSection={<IconKeypad />} onClick={() => setKeypad((open) => !open)}>
            {t('call.keypad')}
          </ReasonedButton>
        </Popover.Target>
        <Popover.Dropdown>
          {/* It may be a PIN, and somebody may look over the shoulder. */}
          <Keypad sent={'•'.repeat(pressed)} onDigit={press} />
        </Popover.Dropdown>
      </Popover>
    </>
  );
}
