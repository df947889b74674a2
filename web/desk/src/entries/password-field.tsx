import { useTranslation } from '@peal/i18n';
import { Button, PasswordInput } from '@peal/ui';
import { keepsPassword, type Section } from './fields';
import { HINT_BELOW } from './hint-below';
import { randomPassword } from './random-password';
import classes from './entries.module.css';

interface PasswordFieldProps {
  section: Section;
  kept: boolean;
  value: string;
  shown: boolean;
  error: string | undefined;
  onChange: (value: string) => void;
  onShow: (shown: boolean) => void;
}

/** A password that is set beside the entry: it is in no file and is never shown again. */
export function PasswordField({ section, kept, value, shown, error, onChange, onShow }: PasswordFieldProps) {
  const { t } = useTranslation();
  const make = (): void => {
    onChange(randomPassword());
    onShow(true);
  };
  return (
    <div className={classes.password}>
      <PasswordInput
        label={t('entries.password')}
        description={kept ? t('entries.passwordKept') : t(`entries.passwordHint.${keepsPassword(section) ? section : 'users'}`)}
        error={error}
        inputWrapperOrder={HINT_BELOW}
        value={value}
        visible={shown}
        onVisibilityChange={onShow}
        onChange={(event) => onChange(event.currentTarget.value)}
        autoComplete="new-password"
        maxLength={256}
        visibilityToggleButtonProps={{ 'aria-label': t('entries.passwordShow') }}
      />
      {section === 'trunks' ? null : (
        <Button size="compact-sm" variant="default" onClick={make}>
          {t('entries.passwordMake')}
        </Button>
      )}
    </div>
  );
}
