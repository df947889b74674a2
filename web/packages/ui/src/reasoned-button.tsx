import { Button, Tooltip, type ButtonProps } from '@mantine/core';
import type { ComponentPropsWithoutRef } from 'react';
import { KeyCap } from './key-cap';
import classes from './reasoned-button.module.css';

type Native = Omit<ComponentPropsWithoutRef<'button'>, keyof ButtonProps | 'disabled'>;

export interface ReasonedButtonProps extends ButtonProps, Native {
  /** Why the button cannot be used now; undefined when it can. */
  reason?: string | undefined;
  /** The key that does the same, shown inside. */
  hotkey?: string | undefined;
  /** For a toggle: whether it is on. */
  pressed?: boolean | undefined;
}

/**
 * A button that says why it is disabled. It stays in the tab order
 * (aria-disabled), so that the reason can be reached by keyboard.
 */
export function ReasonedButton({ reason, hotkey, pressed, onClick, children, ...rest }: ReasonedButtonProps) {
  const off = reason !== undefined;
  return (
    <Tooltip label={reason} disabled={!off} events={{ hover: true, focus: true, touch: true }}>
      <Button
        {...rest}
        className={[classes.button, rest.className].filter(Boolean).join(' ')}
        data-disabled={off || undefined}
        aria-disabled={off || undefined}
        aria-pressed={pressed}
        aria-keyshortcuts={hotkey}
        title={undefined}
        onClick={(event) => {
          if (off) event.preventDefault();
          else onClick?.(event);
        }}
        rightSection={hotkey ? <KeyCap>{hotkey}</KeyCap> : rest.rightSection}
      >
        {children}
      </Button>
    </Tooltip>
  );
}
