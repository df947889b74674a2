import { useEffect, useRef, useState } from 'react';
import { useTranslation } from '@peal/i18n';
import type { ContactView, HandlingView } from '@peal/api-client';
import { IconCalls, IconHangUp, IconKeypad, IconMicrophone, IconMicrophoneOff, IconPause, IconPlay, Popover, ReasonedButton } from '@peal/ui';
import { useHotkey, useKeyLabel, useKeyPick } from '../keys/use-hotkey';
import { TransferDialog } from './transfer-dialog';
import { Keypad, keypadDigit } from './keypad';
import { useCallActions } from './use-call-actions';
import classes from './call-controls.module.css';

/** How long the first press of *end* waits for the second. */
const kEndAgainMs = 2500;

/** The buttons of a call, each always in the same place. */
export function CallControls({ contact, handling }: { contact: ContactView; handling: HandlingView }) {
  const { t } = useTranslation();
  const actions = useCallActions(contact);
  const [keypad, setKeypad] = useState(false);
  const [sent, setSent] = useState('');
  const [transferring, setTransferring] = useState(false);
  const transferKey = useKeyLabel('transfer');
  const held = handling.phase === 'held';
  const lost = handling.phase === 'reconnecting';
  const reason = lost ? t('call.reason.reconnecting') : undefined;
  // With the one leg, hanging up would give the customer away; the bar says which it shall be.
  const asking = handling.consult && !handling.consult.byPhone ? t('call.transfer.reason.asking') : undefined;
  const digitReason = reason ?? (held && !handling.consult ? t('call.reason.held') : undefined);
  const holdKey = useKeyLabel('hold');
  const muteKey = useKeyLabel('mute');
  const keypadKey = useKeyLabel('keypad');
  const endKey = useKeyLabel('hangUp');

  const toggleHold = (): void => actions.hold.mutate(!held);
  const toggleMute = (): void => actions.mute.mutate(!handling.muted);
  const send = (digit: string): void => {
    setSent((before) => (before + digit).slice(-24));
    actions.digits.mutate(digit);
  };
  const [ending, end] = useTwice(() => actions.hangUp.mutate());
  useHotkey('hold', toggleHold, reason === undefined && !handling.consult && !actions.hold.isPending);
  useHotkey('mute', toggleMute, reason === undefined);
  useHotkey('keypad', () => setKeypad((open) => !open), digitReason === undefined);
  useHotkey('hangUp', end, asking === undefined);
  useHotkey('transfer', () => setTransferring(true), reason === undefined && !handling.consult);
  useKeyPick((event) => (event.code === 'Escape' ? true : undefined), () => setKeypad(false), keypad);
  useKeyPick(keypadDigit, send, digitReason === undefined && !transferring);

  return (
    <div className={classes.controls}>
      <ReasonedButton
        variant={held ? 'filled' : 'default'}
        className={held ? classes.held : undefined}
        pressed={held}
        reason={reason ?? asking}
        hotkey={holdKey}
        loading={actions.hold.isPending}
        leftSection={held ? <IconPlay /> : <IconPause />}
        onClick={toggleHold}
      >
        {held ? t('call.retrieve') : t('call.hold')}
      </ReasonedButton>
      <ReasonedButton
        variant={handling.muted ? 'filled' : 'default'}
        className={handling.muted ? classes.muted : undefined}
        pressed={handling.muted}
        reason={reason}
        hotkey={muteKey}
        leftSection={handling.muted ? <IconMicrophoneOff /> : <IconMicrophone />}
        onClick={toggleMute}
      >
        {handling.muted ? t('call.unmute') : t('call.mute')}
      </ReasonedButton>
      {/* No dialog: what is typed goes on as digits, with the keypad open or not. */}
      <Popover opened={keypad} onChange={setKeypad} position="bottom" withArrow trapFocus={false} withRoles={false} shadow="md">
        <Popover.Target>
          <ReasonedButton
            variant="default"
            pressed={keypad}
            reason={digitReason}
            hotkey={keypadKey}
            leftSection={<IconKeypad />}
            onClick={() => setKeypad((open) => !open)}
          >
            {t('call.keypad')}
          </ReasonedButton>
        </Popover.Target>
        <Popover.Dropdown>
          <Keypad sent={sent} onDigit={send} />
        </Popover.Dropdown>
      </Popover>
      <ReasonedButton
        variant="default"
        pressed={transferring}
        reason={reason ?? (handling.consult ? t('call.transfer.reason.asking') : undefined)}
        hotkey={transferKey}
        leftSection={<IconCalls />}
        onClick={() => setTransferring(true)}
      >
        {t('call.transfer.open')}
      </ReasonedButton>
      <TransferDialog contact={contact} opened={transferring} onClose={() => setTransferring(false)} />
      <span />
      <ReasonedButton
        className={classes.end}
        reason={asking}
        hotkey={ending ? undefined : endKey}
        loading={actions.hangUp.isPending}
        leftSection={<IconHangUp />}
        onClick={() => actions.hangUp.mutate()}
      >
        {ending ? t('call.endAgain') : t('call.end')}
      </ReasonedButton>
    </div>
  );
}

/** A key that does something only when pressed twice in a short time. */
function useTwice(run: () => void): [boolean, () => void] {
  const [armed, setArmed] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return [
    armed,
    () => {
      clearTimeout(timer.current);
      if (armed) {
        setArmed(false);
        run();
        return;
      }
      setArmed(true);
      timer.current = setTimeout(() => setArmed(false), kEndAgainMs);
    },
  ];
}
