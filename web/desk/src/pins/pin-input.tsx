import { useTranslation } from '@peal/i18n';
import { PasswordInput, type PasswordInputProps } from '@peal/ui';
import { kMostPinDigits } from './pin-rule';

interface PinInputProps extends Pick<PasswordInputProps, 'label' | 'description' | 'size'> {
  value: string;
  onType: (value: string) => void;
  /** Takes the keyboard when its dialog opens. */
  first?: boolean;
}

/** Where a PIN is typed that nobody can read again. */
export function PinInput({ value, onType, first = false, ...rest }: PinInputProps) {
  const { t } = useTranslation();
  return (
    <PasswordInput
      {...rest}
      value={value}
      onChange={(event) => onType(event.currentTarget.value)}
      inputMode="numeric"
      autoComplete="new-password"
      maxLength={kMostPinDigits}
      visibilityToggleButtonProps={{ 'aria-label': t('pins.show') }}
      {...(first ? { 'data-autofocus': true } : {})}
    />
  );
}
