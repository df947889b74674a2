import { useState } from 'react';
import { useTranslation } from '@peal/i18n';
import type { SettingsEntry } from '@peal/api-client';
import { SegmentedControl, Text } from '@peal/ui';
import { draftOf, type Lines } from '../entries/draft';
import { EntryForm } from '../entries/entry-form';
import { beginnings, isCommonFor, presetOf, presets, trunkFields, type Preset } from './trunk-fields';
import classes from './trunks-page.module.css';

/** A trunk as a form; a new one begins as one of three kinds of carrier. */
export function TrunkForm({ entry, onClose }: { entry: SettingsEntry | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const fields = trunkFields(t);
  const [preset, setPreset] = useState<Preset>(() => (entry ? presetOf(draftOf(fields, entry.entry as Lines)) : 'account'));
  return (
    <EntryForm
      section="trunks"
      fields={fields}
      entry={entry}
      beginning={entry ? {} : beginnings[preset]}
      isCommon={isCommonFor(preset)}
      hasPassword={(draft) => preset === 'account' || (draft['user'] ?? '') !== ''}
      head={({ replace }) => (
        <div className={classes.presets}>
          <SegmentedControl
            fullWidth
            value={preset}
            onChange={(chosen) => {
              const wanted = presets.find((one) => one === chosen) ?? 'account';
              setPreset(wanted);
              replace(beginnings[wanted]);
            }}
            data={presets.map((value) => ({ value, label: t(`entries.preset.${value}`) }))}
          />
          <Text size="sm" c="dimmed">
            {t(`entries.presetHint.${preset}`)}
          </Text>
        </div>
      )}
      onClose={onClose}
    />
  );
}
