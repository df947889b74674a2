import { useTranslated, useTranslation } from '@peal/i18n';
import type { SettingsEntry } from '@peal/api-client';
import { StateMark } from '@peal/ui';
import type { Draft } from '../entries/draft';
import { EntryForm } from '../entries/entry-form';
import { EntryList } from '../entries/entry-list';
import type { Field } from '../entries/fields';
import { RoomPinFields } from '../pins/room-pin-fields';
import { line, nameLine } from './entry-lines';
import { PinButton } from './pin-button';

const fields: Field[] = [
  { path: 'key', label: 'key', hint: 'key', kind: 'text', needed: true },
  { path: 'number', label: 'roomNumber', hint: 'roomNumber', kind: 'text' },
  { path: 'name.zh-CN', label: 'nameZh', kind: 'text' },
  { path: 'name.en-US', label: 'nameEn', kind: 'text' },
  { path: 'pin', label: 'asksPin', hint: 'asksPin', kind: 'truth', usual: 'true' },
  { path: 'host_pin', label: 'asksHostPin', hint: 'asksHostPin', kind: 'truth' },
  { path: 'wait_for_host', label: 'waitForHost', kind: 'truth', usual: 'false' },
  { path: 'record', label: 'record', kind: 'truth', usual: 'false' },
  { path: 'most_parties', label: 'mostParties', kind: 'number', usual: '20', group: 'limits' },
  { path: 'tones', label: 'tones', kind: 'truth', usual: 'true', group: 'sound' },
  { path: 'music', label: 'music', kind: 'text', usual: 'default', group: 'sound' },
];

const isTrue = (entry: SettingsEntry['entry'], name: string, usual: boolean): boolean => (typeof entry[name] === 'boolean' ? entry[name] : usual);
const asksPin = ({ entry }: SettingsEntry): boolean => isTrue(entry, 'pin', true);
const asksHostPin = ({ entry }: SettingsEntry): boolean => isTrue(entry, 'host_pin', isTrue(entry, 'wait_for_host', false));

/** Rooms that people dial into. Who is inside is on a page of its own. */
export function ConferencePane() {
  const { t } = useTranslation();
  const translated = useTranslated();
  const name = ({ key, entry }: SettingsEntry): string => translated(nameLine(entry)) || key;
  // Without the line, hosts have a PIN where everybody waits for one.
  const beginning = (entry: SettingsEntry | undefined): Draft => (entry ? { host_pin: String(asksHostPin(entry)) } : { host_pin: 'false' });
  const pin = (room: SettingsEntry) => {
    if (!asksPin(room)) return t('entries.asksNone');
    return room.hasPassword ? t('entries.hasPassword') : <StateMark tone="trouble">{t('entries.pinMissing')}</StateMark>;
  };
  return (
    <EntryList
      section="conferences"
      columns={[
        { title: t('entries.column.key'), cell: ({ key }) => <code>{key}</code> },
        { title: t('entries.column.name'), cell: name },
        { title: t('entries.column.digits'), cell: ({ entry }) => line(entry, 'number') || '–' },
        { title: t('entries.column.pin'), cell: pin },
      ]}
      extra={(room) =>
        asksPin(room) ? (
          <PinButton word={t('settings.roomPin')} title={t('settings.roomPinOf', { name: name(room) })}>
            {(onDone) => <RoomPinFields room={{ key: room.key, hasHosts: asksHostPin(room) }} onDone={onDone} />}
          </PinButton>
        ) : null
      }
      form={(entry, onClose) => (
        <EntryForm section="conferences" fields={fields} entry={entry} beginning={beginning(entry)} isCommon={({ group }) => group === undefined} hasPassword={() => false} onClose={onClose} />
      )}
    />
  );
}
