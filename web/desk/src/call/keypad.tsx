import { useTranslation } from '@peal/i18n';
import { UnstyledButton } from '@peal/ui';
import classes from './keypad.module.css';

const kKeys = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'];
const kLetters: Record<string, string> = { 2: 'ABC', 3: 'DEF', 4: 'GHI', 5: 'JKL', 6: 'MNO', 7: 'PQRS', 8: 'TUV', 9: 'WXYZ', 0: '+' };

/** The digit a bare key stands for; chords and other keys stand for none. */
export function keypadDigit(event: KeyboardEvent): string | undefined {
  if (event.altKey || event.ctrlKey || event.metaKey) return undefined;
  return /^[0-9*#]$/.test(event.key) ? event.key : undefined;
}

export function Keypad({ sent, onDigit }: { sent: string; onDigit: (digit: string) => void }) {
  const { t } = useTranslation();
  return (
    <div className={classes.keypad} role="group" aria-label={t('call.keypad')}>
      <output className={classes.sent} aria-label={t('call.digitsSent')}>
        {sent || '\u00a0'}
      </output>
      <div className={classes.keys}>
        {kKeys.map((key) => (
          <UnstyledButton key={key} className={classes.key} aria-label={t('call.digit', { digit: key })} onClick={() => onDigit(key)}>
            <span>{key}</span>
            <small>{kLetters[key] ?? '\u00a0'}</small>
          </UnstyledButton>
        ))}
      </div>
    </div>
  );
}
