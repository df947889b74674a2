import { useRef, useState } from 'react';
import { useTranslation } from '@peal/i18n';
import { ProblemError } from '@peal/api-client';
import { Alert, Button, Panel, PanelTitle, ReasonedButton, Textarea } from '@peal/ui';
import { useMay } from '../session/use-me';
import { useProblemText } from '../server/use-problem-text';
import { useApplySettings, useExportedSettings } from './use-settings';
import { offsetOf, placeOf } from './yaml-place';
import classes from './apply-pane.module.css';

/** A settings file put to use; a mistake is shown where it is. */
export function ApplyPane() {
  const { t } = useTranslation();
  const text = useProblemText();
  const may = useMay('settings.write');
  const apply = useApplySettings();
  const exported = useExportedSettings();
  const [yaml, setYaml] = useState('');
  const box = useRef<HTMLTextAreaElement>(null);
  const file = useRef<HTMLInputElement>(null);
  const problem = apply.error instanceof ProblemError ? apply.error.problem : null;
  const place = problem ? placeOf(problem.where, problem.detail) : null;
  const reason = !may ? t('settings.onlyRead') : yaml.trim() === '' ? t('settings.needFile') : undefined;
  const goTo = (): void => {
    if (!place || !box.current) return;
    const begin = offsetOf(yaml, place);
    const end = yaml.indexOf('\n', begin);
    box.current.focus();
    box.current.setSelectionRange(begin, end < 0 ? yaml.length : end);
    const lineHeight = Number.parseFloat(getComputedStyle(box.current).lineHeight) || 20;
    box.current.scrollTop = Math.max(0, (place.line - 6) * lineHeight);
  };
  return (
    <div className={classes.columns}>
      <Panel className={classes.editor}>
        <PanelTitle
          side={
            <>
              <input
                ref={file}
                type="file"
                accept=".yaml,.yml,application/yaml"
                hidden
                onChange={(event) => {
                  void event.currentTarget.files?.[0]?.text().then(setYaml);
                  event.currentTarget.value = '';
                }}
              />
              <Button size="compact-sm" variant="default" component="a" href="/api/settings/export" download="settings.yaml">
                {t('settings.download')}
              </Button>
              <Button size="compact-sm" variant="default" loading={exported.isPending} onClick={() => exported.mutate(undefined, { onSuccess: setYaml })}>
                {t('settings.inForce')}
              </Button>
              <Button size="compact-sm" variant="default" onClick={() => file.current?.click()}>
                {t('settings.choose')}
              </Button>
              <ReasonedButton size="compact-sm" reason={reason} loading={apply.isPending} onClick={() => apply.mutate(yaml)}>
                {t('settings.applyNow')}
              </ReasonedButton>
            </>
          }
        >
          {t('settings.file')}
        </PanelTitle>
        <Textarea
          ref={box}
          variant="unstyled"
          aria-label={t('settings.file')}
          classNames={{ input: classes.input ?? '' }}
          spellCheck={false}
          wrap="off"
          rows={24}
          value={yaml}
          onChange={(event) => setYaml(event.currentTarget.value)}
        />
      </Panel>
      <div className={classes.result} aria-live="polite">
        {apply.error ? (
          <Alert
            color="red"
            variant="light"
            title={place ? (place.column ? t('settings.errorAt', { line: place.line, column: place.column }) : t('settings.errorAtLine', { line: place.line })) : problem?.where ? t('settings.errorIn', { where: problem.where }) : undefined}
          >
            <p className={classes.sentence}>{text(apply.error)}</p>
            {place ? (
              <Button size="compact-sm" variant="default" onClick={goTo}>
                {t('settings.goToError')}
              </Button>
            ) : null}
          </Alert>
        ) : apply.data ? (
          <Panel>
            <PanelTitle>{apply.data.changed ? t('settings.applied', { revision: apply.data.revision }) : t('settings.nothingChanged')}</PanelTitle>
            <ul className={classes.changes}>
              {apply.data.changes.map((change) => (
                <li key={change}>{change}</li>
              ))}
            </ul>
          </Panel>
        ) : (
          <p className={classes.lead}>{t('settings.applyLead')}</p>
        )}
      </div>
    </div>
  );
}
