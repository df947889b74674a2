import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from '@peal/i18n';
import { demand } from '@peal/api-client';
import { IconHeadset, IconSignOut, Menu, UnstyledButton } from '@peal/ui';
import { api, queryClient } from '../server/api';
import { useShowProblem } from '../server/use-problem-text';
import { useMyAgent } from '../live/selectors';
import { useMe } from './use-me';
import classes from './account-menu.module.css';

export function AccountMenu() {
  const { t } = useTranslation();
  const me = useMe();
  const agent = useMyAgent(me.agent?.id);
  const navigate = useNavigate();
  const show = useShowProblem();
  const inHand = Boolean(agent?.contact);
  const signOut = async (): Promise<void> => {
    try {
      // Somebody who leaves the page for good must not be offered calls.
      if (agent && agent.status !== 'signed_out') await demand(api.POST('/api/agent/sign-out'));
      await demand(api.DELETE('/api/sessions/current'));
    } catch (error) {
      show(error);
      return;
    }
    await navigate({ to: '/sign-in' });
    queryClient.clear();
  };
  const name = me.user.displayName || me.user.name;
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <UnstyledButton className={classes.target} aria-label={t('nav.account', { name })}>
          <span className={classes.initial} aria-hidden="true">{[...name][0]?.toUpperCase()}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {name} · {t(`nav.role.${me.role}`)}
        </Menu.Label>
        {me.softphone ? (
          <Menu.Item leftSection={<IconHeadset />} onClick={() => void navigate({ to: '/device-check' })}>
            {t('nav.deviceCheck')}
          </Menu.Item>
        ) : null}
        <Menu.Item leftSection={<IconSignOut />} disabled={inHand} onClick={() => void signOut()} rightSection={inHand ? <span className={classes.why}>{t('status.reason.busy')}</span> : null}>
          {t('nav.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
