import { useTranslation } from '@peal/i18n';
import { Select, Switch, TagsInput, Textarea, TextInput } from '@peal/ui';
import type { Field } from './fields';
import { HINT_BELOW } from './hint-below';
import { SkillsInput } from './skills-input';

interface FieldInputProps {
  field: Field;
  value: string;
  error: string | undefined;
  disabled: boolean;
  first: boolean;
  onChange: (value: string) => void;
}

/** One line of the settings as something to type or choose. */
export function FieldInput({ field, value, error, disabled, first, onChange }: FieldInputProps) {
  const { t } = useTranslation();
  const usual = field.usual !== undefined && field.usual !== '' ? t('entries.usual', { value: field.usual }) : undefined;
  const shared = {
    label: t(`entries.field.${field.label}`),
    description: field.hint ? t(`entries.hint.${field.hint}`) : undefined,
    error,
    disabled,
    inputWrapperOrder: HINT_BELOW,
    withAsterisk: field.needed ?? false,
    ...(first ? { 'data-autofocus': true } : {}),
  };
  switch (field.kind) {
    case 'truth':
      return <Switch mt="lg" label={shared.label} description={shared.description} error={error} checked={value === 'true'} onChange={(event) => onChange(String(event.currentTarget.checked))} />;
    case 'choice':
      return <Select {...shared} data={field.choices ?? []} value={value === '' ? null : value} clearable={field.usual === undefined && !field.needed} searchable={(field.choices?.length ?? 0) > 8} onChange={(chosen) => onChange(chosen ?? '')} comboboxProps={{ withinPortal: true }} />;
    case 'list':
      return <TagsInput {...shared} data={field.suggestions ?? []} value={value === '' ? [] : value.split('\n')} onChange={(list) => onChange(list.join('\n'))} splitChars={[',', ' ', ';']} acceptValueOnBlur />;
    case 'long':
      return <Textarea {...shared} autosize minRows={2} maxRows={8} spellCheck={false} value={value} onChange={(event) => onChange(event.currentTarget.value)} />;
    case 'skills':
      return <SkillsInput label={shared.label} description={shared.description} error={error} skills={field.choices ?? []} value={value} onChange={onChange} />;
    default:
      return <TextInput {...shared} placeholder={usual} inputMode={field.kind === 'text' ? 'text' : 'numeric'} autoComplete="off" spellCheck={false} value={value} onChange={(event) => onChange(event.currentTarget.value)} />;
  }
}
