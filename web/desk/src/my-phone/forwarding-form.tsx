import { useState, type FormEvent } from 'react';
import { useTranslation } from '@peal/i18n';
import type { AgentView } from '@peal/api-client';
import { Panel, PanelTitle, ReasonedButton, TextInput } from '@peal/ui';
import { useMyPhone, type ForwardWhen } from './use-my-phone';
import classes from './my-phone-page.module.css';

const kinds = [
  { when: 'always', field: 'always' },
  { when: 'busy', field: 'busy' },
  { when: 'no_answer', field: 'noAnswer' },
] as const satisfies { when: ForwardWhen; field: keyof AgentView['forwarding'] }[];

/** Where calls to the extension go instead; an empty field is off. */
export function ForwardingForm({ agent }: { agent: AgentView }) {
  const { t } = useTranslation();
  const { forward } = useMyPhone();
  const [typed, setTyped] = useState<Partial<AgentView['forwarding']>>({});
  const value = (field: keyof AgentView['forwarding']): string => typed[field] ?? agent.forwarding[field];
  const changed = kinds.filter(({ field }) => value(field).trim() !== agent.forwarding[field]);
  const save = (event: FormEvent): void => {
    event.preventDefault();
    if (changed.length === 0) return;
    forward.mutate(changed.map(({ when, field }) => ({ when, to: value(field).trim() })), { onSuccess: () => setTyped({}) });
  };
  return (
    <Panel>
      <PanelTitle>{t('myPhone.forwarding')}</PanelTitle>
      <form className={classes.body} onSubmit={save}>
        <p className={classes.soft}>{t('myPhone.forwardingHint')}</p>
        {kinds.map(({ when, field }) => (
          <TextInput
            key={when}
            label={t(`myPhone.when.${field}`)}
            placeholder={t('myPhone.off')}
            value={value(field)}
            onChange={(event) => {
              const text = event.currentTarget.value;
              setTyped((before) => ({ ...before, [field]: text }));
            }}
            inputMode="tel"
            autoComplete="off"
            maxLength={40}
          />
        ))}
        <ReasonedButton type="submit" className={classes.save} reason={changed.length === 0 ? t('myPhone.nothingChanged') : undefined} loading={forward.isPending}>
          {t('myPhone.save')}
        </ReasonedButton>
      </form>
    </Panel>
  );
}
