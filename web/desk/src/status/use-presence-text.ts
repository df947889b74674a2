import { useTranslated, useTranslation } from '@peal/i18n';
import { useMe } from '../session/use-me';
import type { Presence } from './presence';

/** The words for a presence, with the tenant's own reason where there is one. */
export function usePresenceText(): (presence: Presence) => string {
  const { t } = useTranslation();
  const translated = useTranslated();
  const { reasons } = useMe();
  return ({ word, reason }) => {
    const named = reason ? reasons.find((one) => one.id === reason) : undefined;
    return named ? translated(named.name) : t(`status.${word}`);
  };
}
