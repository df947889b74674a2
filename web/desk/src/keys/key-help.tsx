import { useEffect, useState } from 'react';
import { useTranslation } from '@peal/i18n';
import { Button, Group, KeyCap, Modal, Text, UnstyledButton } from '@peal/ui';
import { chordLabel, chordOf, kUsualKeys, type KeyAction } from './bindings';
import { changeKey, openKeyHelp, useKeys, usualKeys } from './key-store';
import { useHotkey } from './use-hotkey';
import classes from './key-help.module.css';

const kActions = Object.keys(kUsualKeys) as KeyAction[];
const kModifiers = ['ShiftLeft', 'ShiftRight', 'ControlLeft', 'ControlRight', 'AltLeft', 'AltRight', 'MetaLeft', 'MetaRight'];

/** The list of keys, and the place to change them. */
export function KeyHelp() {
  const { t } = useTranslation();
  const { helpOpen, chords } = useKeys();
  const [changing, setChanging] = useState<KeyAction | null>(null);
  const [clash, setClash] = useState<KeyAction | null>(null);
  useHotkey('help', () => openKeyHelp(true));

  useEffect(() => {
    if (!changing) return;
    const onKey = (event: KeyboardEvent): void => {
      if (kModifiers.includes(event.code)) return;
      event.preventDefault();
      event.stopPropagation();
      const chord = chordOf(event);
      const other = kActions.find((action) => action !== changing && chords[action] === chord);
      setClash(other ?? null);
      if (other) return;
      if (event.code !== 'Escape') changeKey(changing, chord);
      setChanging(null);
    };
    window.addEventListener('keydown', onKey, true);
    return () => window.removeEventListener('keydown', onKey, true);
  }, [changing, chords]);

  const close = (): void => {
    setChanging(null);
    setClash(null);
    openKeyHelp(false);
  };
  return (
    <Modal opened={helpOpen} onClose={close} title={t('keys.title')} size="md" closeButtonProps={{ 'aria-label': t('common.close') }} closeOnEscape={changing === null}>
      <Text size="sm" c="dimmed" mb="sm">
        {t('keys.lead')}
      </Text>
      <ul className={classes.list}>
        {kActions.map((action) => (
          <li key={action}>
            <span>{t(`keys.${action}`)}</span>
            <UnstyledButton className={classes.key} onClick={() => setChanging(action)} aria-label={`${t(`keys.${action}`)}: ${chordLabel(chords[action])}`}>
              {changing === action ? t('keys.press') : <KeyCap>{chordLabel(chords[action])}</KeyCap>}
            </UnstyledButton>
          </li>
        ))}
        <li><span>{t('keys.contact')}</span><span className={classes.fixed}><KeyCap>Alt+1</KeyCap> … <KeyCap>9</KeyCap></span></li>
        <li><span>{t('keys.disposition')}</span><span className={classes.fixed}><KeyCap>1</KeyCap> … <KeyCap>9</KeyCap></span></li>
        <li><span>{t('keys.close')}</span><span className={classes.fixed}><KeyCap>Esc</KeyCap></span></li>
      </ul>
      <Text size="sm" className={classes.clash} role="alert">
        {clash ? t('keys.taken', { what: t(`keys.${clash}`) }) : ''}
      </Text>
      <Group justify="space-between" mt="sm">
        <Button variant="subtle" onClick={usualKeys}>{t('keys.reset')}</Button>
        <Button onClick={close}>{t('common.close')}</Button>
      </Group>
    </Modal>
  );
}
