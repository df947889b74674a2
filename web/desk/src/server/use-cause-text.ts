import { useTranslation } from '@peal/i18n';

/** An error code as a short word; what is no code of ours stays as it is. */
export function useCauseText(): (code: string) => string {
  const { t, i18n } = useTranslation();
  return (code) => (code !== '' && i18n.exists(`cause.${code}`) ? t(`cause.${code}` as 'cause.internal') : code);
}
