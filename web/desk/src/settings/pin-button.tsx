import { useState, type ReactNode } from 'react';
import { useTranslation } from '@peal/i18n';
import { Button, Modal } from '@peal/ui';

interface PinButtonProps {
  word: string;
  /** Whose PIN it is, for the title. */
  title: string;
  children: (onDone: () => void) => ReactNode;
}

/** Opens a dialog in which a PIN is given. */
export function PinButton({ word, title, children }: PinButtonProps) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const close = (): void => setOpened(false);
  return (
    <>
      <Button size="compact-xs" variant="default" onClick={() => setOpened(true)} aria-label={title}>
        {word}
      </Button>
      <Modal opened={opened} onClose={close} title={title} closeButtonProps={{ 'aria-label': t('common.close') }}>
        {opened ? children(close) : null}
      </Modal>
    </>
  );
}
