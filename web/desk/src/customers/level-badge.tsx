import { useTranslation } from '@peal/i18n';
import classes from './level-badge.module.css';

const kKnown = ['vip', 'gold', 'silver'] as const;

/** The customer's level; the tenant's own words pass as they are. */
export function LevelBadge({ level }: { level: string }) {
  const { t } = useTranslation();
  if (!level) return null;
  const known = kKnown.find((one) => one === level);
  return (
    <span className={classes.badge} data-level={level}>
      <svg width="10" height="10" viewBox="0 0 12 12" fill="currentColor" aria-hidden="true">
        <path d="m6 .6 1.6 3.500 3.800.4-2.800 2.600.8 3.800L6 9l-3.400 1.900.8-3.800L.6 4.500l3.800-.4z" />
      </svg>
      {known ? t(`customers.level.${known}`) : level}
    </span>
  );
}
