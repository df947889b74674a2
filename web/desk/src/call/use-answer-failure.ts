import { useEffect, useRef } from 'react';
import { useTranslation } from '@peal/i18n';
import { notifications } from '@peal/ui';
import { usePhone } from '../phone/phone-store';

/** Says so when the agent clicked *answer* and no leg reached this browser. */
export function useAnswerFailure(): void {
  const { t } = useTranslation();
  const leg = usePhone((phone) => phone.leg);
  const before = useRef(leg);
  useEffect(() => {
    if (before.current === 'asked' && leg === 'none') {
      notifications.show({ color: 'red', message: t('desk.answerFailed'), autoClose: 8000 });
    }
    before.current = leg;
  }, [leg, t]);
}
