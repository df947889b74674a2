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

/** Shows the call's panel and begins the call. */
export function openCall({ root, number, language, closed }: OpenCallOptions): void {
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
  render(<Panel number={number} language={language} close={close} />, place);
}
