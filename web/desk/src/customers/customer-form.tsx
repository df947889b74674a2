import { useState, type FormEvent } from 'react';
import { useTranslation } from '@peal/i18n';
import { Alert, Button, Group, ReasonedButton, Select, Stack, TagsInput, Textarea, TextInput } from '@peal/ui';
import { FieldsEditor } from './fields-editor';
import type { CustomerDraft } from './use-customer';
import { useProblemText } from '../server/use-problem-text';

interface CustomerFormProps {
  initial: CustomerDraft;
  saving: boolean;
  error: unknown;
  onCancel: () => void;
  onSave: (customer: CustomerDraft) => void;
}

const kLevels = ['vip', 'gold', 'silver'] as const;

/** All fields of a card. What is typed stays when a save fails. */
export function CustomerForm({ initial, saving, error, onCancel, onSave }: CustomerFormProps) {
  const { t } = useTranslation();
  const text = useProblemText();
  const [draft, setDraft] = useState(initial);
  const put = (part: Partial<CustomerDraft>): void => setDraft((before) => ({ ...before, ...part }));
  const reason = draft.name.trim() === '' ? t('customers.needName') : undefined;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!reason) onSave({ ...draft, name: draft.name.trim() });
  };
  const own = draft.level && !kLevels.some((level) => level === draft.level) ? [{ value: draft.level, label: draft.level }] : [];
  return (
    <form onSubmit={submit}>
      <Stack gap="sm" p="md">
        <TextInput label={t('customers.field.name')} maxLength={200} value={draft.name} onChange={(event) => put({ name: event.currentTarget.value })} />
        <Select
          label={t('customers.field.level')}
          data={[{ value: '', label: t('customers.levelNone') }, ...kLevels.map((level) => ({ value: level, label: t(`customers.level.${level}`) })), ...own]}
          value={draft.level}
          allowDeselect={false}
          onChange={(level) => put({ level: level ?? '' })}
        />
        <TagsInput label={t('customers.field.numbers')} placeholder={t('customers.hint.numbers')} value={draft.numbers} onChange={(numbers) => put({ numbers })} maxTags={20} acceptValueOnBlur />
        <TagsInput label={t('customers.field.tags')} placeholder={t('customers.hint.tags')} value={draft.tags} onChange={(tags) => put({ tags })} maxTags={50} acceptValueOnBlur />
        <FieldsEditor fields={draft.fields} onChange={(fields) => put({ fields })} />
        <Textarea label={t('customers.field.notes')} autosize minRows={3} maxRows={10} maxLength={20000} value={draft.notes} onChange={(event) => put({ notes: event.currentTarget.value })} />
        {error ? (
          <Alert color="red" variant="light" p="xs" role="alert">
            {text(error)}
          </Alert>
        ) : null}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onCancel}>
            {t('common.cancel')}
          </Button>
          <ReasonedButton type="submit" reason={reason} loading={saving}>
            {t('common.save')}
          </ReasonedButton>
        </Group>
      </Stack>
    </form>
  );
}
