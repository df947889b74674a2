import { useEffect } from 'react';
import { useTranslation } from '@peal/i18n';
import type { ContactView } from '@peal/api-client';
import { ringer } from './phone';

const kFlashMs = 900;

/**
 * Rings while `offered` is set. The caller passes it only when the card is on
 * the screen, so that the card always comes before the sound.
 */
export function useRing(offered: Pick<ContactView, 'id'> | undefined, sound: boolean, name: string): void {
  const { t } = useTranslation();
  const contact = offered?.id;
  useEffect(() => {
    if (!contact) return;
    if (sound) ringer.start();
    const title = document.title;
    let on = false;
    const flash = setInterval(() => {
      on = !on;
      document.title = on ? `☎ ${name}` : title;
    }, kFlashMs);
    const note = notify(t('call.incoming'), name);
    return () => {
      ringer.stop();
      clearInterval(flash);
      document.title = title;
      note?.close();
    };
  }, [contact, sound, name, t]);
}

function notify(title: string, body: string): Notification | null {
  if (!('Notification' in window) || Notification.permission !== 'granted' || document.visibilityState === 'visible') return null;
  const note = new Notification(title, { body, tag: 'peal-offer', requireInteraction: true });
  note.onclick = () => window.focus();
  return note;
}
