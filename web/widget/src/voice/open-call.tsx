import { render } from 'preact';
import type { Language } from '../language';
import { Panel } from './panel';
import style from './panel.css?inline';

interface OpenCallOptions {
  root: ShadowRoot;
  number: string;
  language: Language;
  closed: () => void;
}

/** The panel on the page. */
export interface OpenCall {
  setLanguage(language: Language): void;
}

/** Shows the panel: it asks who calls, then calls. */
export function openCall({ root, number, language, closed }: OpenCallOptions): OpenCall {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  const place = document.createElement('div');
  root.append(place);
  const close = (): void => {
    render(null, place);
    place.remove();
    root.adoptedStyleSheets = root.adoptedStyleSheets.filter((one) => one !== sheet);
    closed();
  };
  const setLanguage = (next: Language): void => render(<Panel number={number} language={next} close={close} />, place);
  setLanguage(language);
  return { setLanguage };
}
