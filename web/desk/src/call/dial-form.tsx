import { useState } from 'react';
import { useTranslation } from '@peal/i18n';
import { Button, TextInput } from '@peal/ui';
import { callNumber } from '../phone/phone';
import { usePhone } from '../phone/phone-store';
import classes from './dial-form.module.css';

/** Calls a colleague's extension, a park place, a code or an outside number. */
export function DialForm() {
  const { t } = useTranslation();
  const { phone, leg } = usePhone();
  const [text, setText] = useState('');
  const number = text.replace(/[\s().-]/g, '');
  const possible = phone === 'ready' && leg === 'none' && /^[+*]?[\d*#]{1,32}$/.test(number);
  return (
    <form
      className={classes.dial}
      onSubmit={(event) => {
        event.preventDefault();
        if (possible) void callNumber(number);
      }}
    >
      <TextInput aria-label={t('call.internal.dial')} placeholder={t('call.internal.dial')} value={text} onChange={(event) => setText(event.currentTarget.value)} inputMode="tel" autoComplete="off" />
      <Button type="submit" variant="default" disabled={!possible}>
        {t('call.internal.call')}
      </Button>
    </form>
  );
}
