import { useCallback } from 'react';
import { Outlet, useNavigate } from '@tanstack/react-router';
import { useQueryClient } from '@tanstack/react-query';
import { KeyHelp } from '../keys/key-help';
import { Ribbon } from '../live/ribbon';
import { useEvents } from '../live/use-events';
import { useMicrophone } from '../phone/use-microphone';
import { usePhoneLife } from '../phone/use-phone-life';
import { SideNav } from './side-nav';
import { TopBar } from './top-bar';
import classes from './shell.module.css';

/** The frame around every page of somebody who is signed in. */
export function Shell() {
  const navigate = useNavigate();
  const client = useQueryClient();
  const signedOut = useCallback(() => {
    client.clear();
    void navigate({ to: '/sign-in' });
  }, [client, navigate]);
  useEvents(signedOut);
  usePhoneLife();
  useMicrophone();
  return (
    <div className={classes.shell}>
      <TopBar />
      <SideNav />
      <div className={classes.content}>
        <Outlet />
      </div>
      <Ribbon />
      <KeyHelp />
    </div>
  );
}
