import { useTranslation } from '@peal/i18n';
import type { ContactView } from '@peal/api-client';
import { formatNumber } from '../customers/format-number';

/** Who sent the call on before it came to us, and why, as one phrase; empty for a call that nobody did. */
export function useSentOn(): (diversion: ContactView['diversion']) => string {
  const { t } = useTranslation();
  return (diversion) => {
    if (!diversion) return '';
    const who = diversion.by ? formatNumber(diversion.by) : t('common.withheld');
    const first = diversion.firstCalled ? t('call.sentOn.first', { number: formatNumber(diversion.firstCalled) }) : '';
    const why = diversion.reason === 'unknown' ? '' : t(`call.sentOn.${diversion.reason}`);
    return [t('call.sentOn.by', { who }), why, first].filter(Boolean).join(t('call.sentOn.between'));
  };
}
