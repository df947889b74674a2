import { Link } from '@tanstack/react-router';
import { useTranslation } from '@peal/i18n';
import { IconPhone } from '@peal/ui';
import { useAgentViews, useMyAgent } from '../live/selectors';
import { useMe } from '../session/use-me';
import classes from './seat-mark.module.css';

/** In the top bar: at whose phone the agent sits, while it is not the own one. */
export function SeatMark() {
  const { t } = useTranslation();
  const me = useMe();
  const agent = useMyAgent(me.agent?.id);
  const agents = useAgentViews();
  if (!agent?.seat) return null;
  const host = agents.find((each) => each.id === agent.seat);
  return (
    <Link to="/my-phone" className={classes.mark}>
      <IconPhone size={16} />
      <span>{t('myPhone.at', { name: host?.name ?? '–' })}</span>
    </Link>
  );
}
