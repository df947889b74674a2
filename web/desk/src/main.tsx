import '@peal/ui/styles.css';
import './app/app.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { firstLanguage, startTexts } from '@peal/i18n';
import { applyColorScheme } from '@peal/ui';
import { App } from './app/app';

applyColorScheme();
const root = document.getElementById('root');
if (root) {
  void startTexts(firstLanguage()).then(() => {
    createRoot(root).render(
      <StrictMode>
        <App />
      </StrictMode>,
    );
  });
}
