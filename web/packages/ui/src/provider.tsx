import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import type { ReactNode } from 'react';
import { theme } from './theme';

const kKey = 'mantine-color-scheme-value';

/** Sets light or dark on <html> before the first paint, without an inline script. */
export function applyColorScheme(): void {
  const saved = localStorage.getItem(kKey);
  const asked = saved === 'light' || saved === 'dark' ? saved : null;
  const scheme = asked ?? (window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
  document.documentElement.setAttribute('data-mantine-color-scheme', scheme);
}

export function PealUi({ children }: { children: ReactNode }) {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <Notifications position="bottom-right" limit={4} />
      {children}
    </MantineProvider>
  );
}
