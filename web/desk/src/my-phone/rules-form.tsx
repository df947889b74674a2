import { useState, type FormEvent } from 'react';
import { useTranslation } from '@peal/i18n';
import type { AgentView } from '@peal/api-client';
import { NumberInput, Panel, PanelTitle, ReasonedButton, Switch } from '@peal/ui';
import { useMyPhone, type PhoneRules } from './use-my-phone';
import classes from './my-phone-page.module.css';

const kShortestRing = 5;
const kLongestRing = 120;

/** Call waiting, do not disturb and how long the extension rings. */
export function RulesForm({ agent }: { agent: AgentView }) {
  const { t } = useTranslation();
  const { rules } = useMyPhone();
  const now = agent.phoneRules;
  const [typed, setTyped] = useState<Partial<PhoneRules>>({});
  const wanted: PhoneRules = { callWaiting: now.callWaiting, doNotDisturb: now.doNotDisturb, ringSeconds: now.ringSeconds, ...typed };
  const same = wanted.callWaiting === now.callWaiting && wanted.doNotDisturb === now.doNotDisturb && wanted.ringSeconds === now.ringSeconds;
  const inBounds = wanted.ringSeconds >= kShortestRing && wanted.ringSeconds <= kLongestRing;
  const reason = same ? t('myPhone.nothingChanged') : inBounds ? undefined : t('myPhone.ringBounds');
  const save = (event: FormEvent): void => {
    event.preventDefault();
    if (reason === undefined) rules.mutate(wanted, { onSuccess: () => setTyped({}) });
  };
  return (
    <Panel>
      <PanelTitle>{t('myPhone.rules')}</PanelTitle>
      <form className={classes.body} onSubmit={save}>
        <Switch
          label={t('myPhone.doNotDisturb')}
          description={t('myPhone.doNotDisturbHint')}
          checked={wanted.doNotDisturb}
          onChange={(event) => {
            const on = event.currentTarget.checked;
            setTyped((before) => ({ ...before, doNotDisturb: on }));
          }}
        />
        <Switch
          label={t('myPhone.callWaiting')}
          description={now.mayWait ? t('myPhone.callWaitingHint') : t('myPhone.callWaitingNotAllowed')}
          disabled={!now.mayWait}
          checked={wanted.callWaiting}
          onChange={(event) => {
            const on = event.currentTarget.checked;
            setTyped((before) => ({ ...before, callWaiting: on }));
          }}
        />
        <NumberInput
          label={t('myPhone.ringSeconds')}
          description={t('myPhone.ringHint')}
          value={wanted.ringSeconds}
          min={kShortestRing}
          max={kLongestRing}
          allowDecimal={false}
          onChange={(value) => setTyped((before) => ({ ...before, ringSeconds: Number(value) }))}
        />
        <ReasonedButton type="submit" className={classes.save} reason={reason} loading={rules.isPending}>
          {t('myPhone.save')}
        </ReasonedButton>
      </form>
    </Panel>
  );
}
