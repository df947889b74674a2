import { Link } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { useTranslation } from '@peal/i18n';
import { IconBoard, IconCalls, IconHeadset, IconKey, IconPhone, IconSettings, IconShield, IconSignal, IconSpeaker, IconTrunk, IconUsers, IconWave, Tooltip } from '@peal/ui';
import type { Permission } from '@peal/api-client';
import { useMe } from '../session/use-me';
import classes from './side-nav.module.css';

interface Place {
  to: '/desk' | '/my-phone' | '/board' | '/calls' | '/recordings' | '/customers' | '/conferences' | '/trunks' | '/signalling' | '/security' | '/settings' | '/sessions';
  name: 'desk' | 'myPhone' | 'board' | 'calls' | 'recordings' | 'customers' | 'conferences' | 'trunks' | 'signalling' | 'security' | 'settings' | 'sessions';
  needs: Permission;
  icon: ComponentType<{ size?: number }>;
}

const places: Place[] = [
  { to: '/desk', name: 'desk', needs: 'desk.use', icon: IconHeadset },
  { to: '/my-phone', name: 'myPhone', needs: 'desk.use', icon: IconPhone },
  { to: '/board', name: 'board', needs: 'live.all', icon: IconBoard },
  { to: '/calls', name: 'calls', needs: 'contacts.read', icon: IconCalls },
  { to: '/recordings', name: 'recordings', needs: 'recordings.listen', icon: IconWave },
  { to: '/customers', name: 'customers', needs: 'customers.read', icon: IconUsers },
  { to: '/conferences', name: 'conferences', needs: 'contacts.read', icon: IconSpeaker },
  { to: '/trunks', name: 'trunks', needs: 'trunks.manage', icon: IconTrunk },
  { to: '/signalling', name: 'signalling', needs: 'signalling.watch', icon: IconSignal },
  { to: '/security', name: 'security', needs: 'security.manage', icon: IconShield },
  { to: '/settings', name: 'settings', needs: 'settings.read', icon: IconSettings },
  { to: '/sessions', name: 'sessions', needs: 'sessions.manage', icon: IconKey },
];

/** The pages that this role may see. */
export function SideNav() {
  const { t } = useTranslation();
  const me = useMe();
  return (
    <nav className={classes.nav} aria-label={t('nav.label')}>
      {places
        .filter((place) => me.permissions.includes(place.needs) && (place.needs !== 'desk.use' || me.agent))
        .map(({ to, name, icon: Icon }) => (
          <Tooltip key={to} label={t(`nav.${name}`)} position="right">
            <Link to={to} className={classes.link} activeProps={{ 'data-active': true } as Record<string, unknown>}>
              <Icon size={20} />
              <span className={classes.word}>{t(`nav.${name}`)}</span>
            </Link>
          </Tooltip>
        ))}
    </nav>
  );
}
