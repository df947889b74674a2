import { useState } from 'react';
import { useTranslation } from '@peal/i18n';
import { ActionIcon, IconCross, IconPlus, ReasonedButton, TextInput } from '@peal/ui';
import classes from './fields-editor.module.css';

interface FieldsEditorProps {
  fields: Record<string, string>;
  onChange: (fields: Record<string, string>) => void;
}

/** The centre's own fields of a card: a name and a value each. */
export function FieldsEditor({ fields, onChange }: FieldsEditorProps) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const trimmed = name.trim();
  const reason = trimmed === '' ? t('customers.needFieldName') : trimmed in fields ? t('customers.fieldThere') : undefined;
  const add = (): void => {
    onChange({ ...fields, [trimmed]: '' });
    setName('');
  };
  return (
    <fieldset className={classes.fields}>
      <legend>{t('customers.field.fields')}</legend>
      {Object.entries(fields).map(([key, value]) => (
        <div key={key} className={classes.row}>
          <span>{key}</span>
          <TextInput aria-label={key} maxLength={4000} value={value} onChange={(event) => onChange({ ...fields, [key]: event.currentTarget.value })} />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('customers.removeField', { name: key })}
            onClick={() => onChange(Object.fromEntries(Object.entries(fields).filter(([other]) => other !== key)))}
          >
            <IconCross size={15} />
          </ActionIcon>
        </div>
      ))}
      <div className={classes.row}>
        <TextInput
          className={classes.name}
          aria-label={t('customers.newField')}
          placeholder={t('customers.newField')}
          maxLength={60}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
            event.preventDefault();
            if (!reason) add();
          }}
        />
        <ReasonedButton variant="default" reason={reason} leftSection={<IconPlus size={15} />} onClick={add}>
          {t('customers.addField')}
        </ReasonedButton>
      </div>
    </fieldset>
  );
}
