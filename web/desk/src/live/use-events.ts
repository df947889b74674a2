import { useEffect } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { openEvents } from '@peal/api-client';
import { setServerOffset } from '@peal/ui';
import { startHeartbeat } from '@peal/softphone/heartbeat';
import { whenSignedOut } from '../server/api';
import { meQuery } from '../session/use-me';
import { forgetLive, takeChange, takeSnapshot, useLive } from './store';

/** Keeps the store fed while the shell is shown. */
export function useEvents(signedOut: () => void): void {
  const client = useQueryClient();
  useEffect(() => {
    const scheme = window.location.protocol === 'https:' ? 'wss' : 'ws';
    const stream = openEvents({
      url: `${scheme}://${window.location.host}/events`,
      snapshot: takeSnapshot,
      change: takeChange,
      clock: setServerOffset,
      link: (link) => {
        useLive.setState({ link });
        if (link === 'signed-out') signedOut();
      },
      heartbeat: (everyMs, beat) => {
        const worker = startHeartbeat(everyMs, beat);
        return () => worker.stop();
      },
    });
    const online = (): void => stream.retry();
    window.addEventListener('online', online);
    const stopListening = whenSignedOut(signedOut);
    // A new revision of the settings brings other names, reasons and queues.
    let revision: number | undefined;
    const stopWatching = useLive.subscribe(({ me }) => {
      if (me && revision !== undefined && me.settingsRevision !== revision) {
        void client.invalidateQueries(meQuery);
        for (const key of ['settings', 'entries', 'revisions']) void client.invalidateQueries({ queryKey: [key] });
      }
      revision = me?.settingsRevision ?? revision;
    });
    return () => {
      stream.close();
      stopListening();
      stopWatching();
      window.removeEventListener('online', online);
      forgetLive();
    };
  }, [client, signedOut]);
}
