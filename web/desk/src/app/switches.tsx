import { changeLanguage, currentLanguage, useTranslation } from '@peal/i18n';
import { ActionIcon, IconMoon, IconSun, Tooltip, useComputedColorScheme, useMantineColorScheme } from '@peal/ui';

export function LanguageSwitch() {
  const { t } = useTranslation();
  const other = currentLanguage() === 'zh-CN' ? 'en-US' : 'zh-CN';
  // Each language is offered in its own words.
  const name = other === 'zh-CN' ? '中文' : 'English';
  return (
    <Tooltip label={`${t('common.language')}: ${name}`}>
      <ActionIcon variant="subtle" color="gray" size="lg" lang={other} aria-label={`${t('common.language')}: ${name}`} onClick={() => void changeLanguage(other)}>
        <span style={{ fontSize: '0.8125rem', fontWeight: 600 }}>{other === 'zh-CN' ? '中' : 'En'}</span>
      </ActionIcon>
    </Tooltip>
  );
}

export function ThemeSwitch() {
  const { t } = useTranslation();
  const { setColorScheme } = useMantineColorScheme();
  const dark = useComputedColorScheme('light') === 'dark';
  const label = dark ? t('theme.toLight') : t('theme.toDark');
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" size="lg" aria-label={label} onClick={() => setColorScheme(dark ? 'light' : 'dark')}>
        {dark ? <IconSun /> : <IconMoon />}
      </ActionIcon>
    </Tooltip>
  );
}
