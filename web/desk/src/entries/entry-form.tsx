import { useEffect, useRef, useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from '@peal/i18n';
import type { SettingsEntry } from '@peal/api-client';
import { Alert, Button, Modal, ReasonedButton } from '@peal/ui';
import { FieldInput } from './field-input';
import { keyLine, type Field, type GroupText, type Section } from './fields';
import { PasswordField } from './password-field';
import { useEntryForm } from './use-entry-form';
import type { Draft } from './draft';
import classes from './entries.module.css';

interface EntryFormProps {
  section: Section;
  fields: readonly Field[];
  entry: SettingsEntry | undefined;
  /** What a new one begins with. */
  beginning?: Draft;
  /** Which fields stand first; the others are under "more". */
  isCommon: (field: Field, draft: Draft) => boolean;
  /** Whether a password belongs to what the fields say. */
  hasPassword: (draft: Draft) => boolean;
  /** Stands above the fields of a new entry. */
  head?: (form: { draft: Draft; replace: (values: Draft) => void }) => ReactNode;
  onClose: () => void;
}

const groups: (GroupText | undefined)[] = [undefined, 'network', 'account', 'numbers', 'limits', 'sound', 'phone', 'work'];

/** One entry of the settings, to be added or changed; each mistake stands at its field. */
export function EntryForm({ section, fields, entry, beginning = {}, isCommon, hasPassword, head, onClose }: EntryFormProps) {
  const { t } = useTranslation();
  const form = useEntryForm({ section, fields, entry, beginning, onClose });
  const [more, setMore] = useState(false);
  const [shown, setShown] = useState(false);
  const common = fields.filter((field) => isCommon(field, form.draft));
  const others = fields.filter((field) => !common.includes(field));
  const open = more || others.some((field) => form.at[field.path]);
  const reason = form.missing.length > 0 ? t('entries.needed', { list: form.missing.map((field) => t(`entries.field.${field.label}`)).join(t('common.listComma')) }) : undefined;
  const beyond = useRef<HTMLDivElement>(null);
  // What opens under the edge of the window is not seen otherwise.
  useEffect(() => {
    if (more) beyond.current?.scrollIntoView({ block: 'nearest' });
  }, [more]);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (reason === undefined && !form.busy) void form.submit();
  };
  const input = (field: Field, index: number) => (
    <div key={field.path} className={field.kind === 'long' || field.kind === 'skills' ? classes.wide : undefined}>
      <FieldInput
        field={field}
        value={form.draft[field.path] ?? ''}
        error={form.at[field.path]}
        disabled={!form.isNew && field.path === keyLine(section)}
        first={index === (form.isNew ? 0 : 1)}
        onChange={(value) => form.set(field.path, value)}
      />
    </div>
  );
  return (
    <Modal opened onClose={onClose} size={760} title={entry ? t(`entries.change.${section}`, { name: entry.key }) : t(`entries.add.${section}`)} closeButtonProps={{ 'aria-label': t('common.close') }} closeOnClickOutside={false}>
      <form onSubmit={submit} noValidate>
        {form.isNew && head ? head(form) : null}
        <div className={classes.grid}>
          {common.map(input)}
          {hasPassword(form.draft) ? (
            <PasswordField section={section} kept={form.hasPassword} value={form.password} shown={shown} error={form.passwordError} onChange={form.setPassword} onShow={setShown} />
          ) : null}
          <div ref={beyond} className={classes.beyond} />
          {open
            ? groups.map((group) => {
                const inGroup = others.filter((field) => field.group === group);
                if (inGroup.length === 0) return null;
                return [group ? <h3 key={group} className={classes.group}>{t(`entries.group.${group}`)}</h3> : null, ...inGroup.map((field) => input(field, -1))];
              })
            : null}
        </div>
        <div role="alert">
          {form.failed ? (
            <Alert mt="md" color="red" title={form.general.length === 0 ? undefined : t('entries.wrongHere')}>
              {form.general.length === 0 ? t('entries.wrong') : form.general.map((sentence) => <div key={sentence}>{sentence}</div>)}
            </Alert>
          ) : null}
        </div>
        <div className={classes.foot}>
          {others.length > 0 ? (
            <Button variant="subtle" aria-expanded={open} onClick={() => setMore(!open)}>
              {open ? t('entries.fewer') : t('entries.more')}
            </Button>
          ) : <span />}
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <ReasonedButton type="submit" reason={reason} loading={form.busy}>
            {t('entries.save')}
          </ReasonedButton>
        </div>
      </form>
    </Modal>
  );
}
