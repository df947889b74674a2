import { useEffect } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useLive } from '../live/store';
import { contactsOf, handlingOf } from '../live/selectors';
import { meQuery, useMe } from '../session/use-me';
import { checkedFor } from './device-check-mark';
import { adoptCredential, adoptIce, answerLeg, claimPhone, openInput, releasePhone, ringer } from './phone';
import { usePhone } from './phone-store';
import { useIce } from './use-ice';

/** Keeps the phone of this page registered, and answers a leg that only comes back. */
export function usePhoneLife(): void {
  const me = useMe();
  const client = useQueryClient();
  const credential = me.softphone;

  const ice = useIce();
  useEffect(() => adoptIce(ice), [ice]);

  // A phone that the settings take away goes when its call is over.
  const kept = usePhone((phone) => credential !== null || phone.leg !== 'none');
  useEffect(() => {
    if (!kept || !credential) return;
    claimPhone(credential, false);
    return releasePhone;
    // Only another agent is another phone: newer credentials follow below.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [kept, me.agent?.id]);
  useEffect(() => {
    if (kept && checkedFor(me.session)) void openInput();
  }, [kept, me.session]);
  useEffect(() => {
    if (credential) adoptCredential(credential);
  }, [credential]);

  // A refused registration means that the credential is old: ask for another.
  const refused = usePhone((phone) => phone.phone === 'refused');
  useEffect(() => {
    if (!refused) return;
    const timer = setTimeout(() => void client.invalidateQueries(meQuery), 2000);
    return () => clearTimeout(timer);
  }, [refused, client]);

  // The same agent's leg of the same handling is rung again after a reload or
  // a lost line: nobody should have to click for that.
  const arriving = usePhone((phone) => phone.leg === 'arriving');
  const comingBack = useLive((live) =>
    contactsOf(live, me.agent?.id).some((contact) => handlingOf(contact, me.agent?.id)?.phase === 'reconnecting'),
  );
  useEffect(() => {
    if (arriving && comingBack) void answerLeg();
  }, [arriving, comingBack]);

  // Browsers keep sound locked until somebody has clicked or typed.
  useEffect(() => {
    const unlock = (): void => void ringer.unlock();
    window.addEventListener('pointerdown', unlock, { once: true });
    window.addEventListener('keydown', unlock, { once: true });
    return () => {
      window.removeEventListener('pointerdown', unlock);
      window.removeEventListener('keydown', unlock);
    };
  }, []);
}
