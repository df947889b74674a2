import { firstLanguage, type Language } from './language';
import { buttonText } from './button-text';
import type { OpenCall } from './voice/open-call';

/** What a company's page may ask of the widget. */
export interface WidgetOptions {
  /** The number of the centre to call, as its settings name it. */
  number: string;
  language?: Language;
  /** Where the button hangs; the end of the page by default. */
  parent?: HTMLElement;
}

export interface Widget {
  /** Opens the panel, which asks who calls and then calls; must come from a click. */
  call(): Promise<void>;
  setLanguage(language: Language): void;
}

const kStyle = `
:host { all: initial; }
.call {
  position: fixed; right: 24px; bottom: 24px; z-index: 2147483000;
  display: inline-flex; align-items: center; gap: 10px;
  padding: 13px 20px; border: 0; border-radius: 999px;
  background: #0f7368; color: #fff; cursor: pointer;
  font: 600 16px/1.2 -apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif;
  box-shadow: 0 6px 24px -6px rgb(0 40 36 / 45%);
}
.call:hover { background: #0b625a; }
.call:focus-visible { outline: 3px solid #7fd6cb; outline-offset: 2px; }
.call[hidden] { display: none; }
`;

const kHandset =
  'M4.4 3.2h2.3l1.4 3.6-1.7 1.3a9 9 0 0 0 4.5 4.5l1.3-1.7 3.6 1.4v2.3a1.4 1.4 0 0 1-1.5 1.4A12 12 0 0 1 3 4.700a1.400 1.400 0 0 1 1.400-1.500z';

/** Hangs the button into the page, apart from the page's own styles. */
export function install({ number, language = firstLanguage(), parent = document.body }: WidgetOptions): Widget {
  let spoken = language;
  const host = document.createElement('peal-call');
  const root = host.attachShadow({ mode: 'open' });
  // A sheet made by script needs no hole in the page's style policy.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(kStyle);
  root.adoptedStyleSheets = [sheet];
  const button = document.createElement('button');
  button.className = 'call';
  button.type = 'button';
  const icon = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  for (const [name, value] of Object.entries({ width: '20', height: '20', viewBox: '0 0 20 20', fill: 'currentColor', 'aria-hidden': 'true' })) {
    icon.setAttribute(name, value);
  }
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', kHandset);
  icon.append(path);
  const words = document.createElement('span');
  words.textContent = buttonText(spoken);
  button.append(icon, words);
  root.append(button);
  parent.append(host);

  let opened: OpenCall | null = null;
  const call = async (): Promise<void> => {
    button.disabled = true;
    try {
      // The voice part is large: it comes with the first call, not with the page.
      const { openCall } = await import('./voice/open-call');
      button.hidden = true;
      opened ??= openCall({
        root,
        number,
        language: spoken,
        closed() {
          opened = null;
          button.hidden = false;
          button.focus();
        },
      });
    } finally {
      button.disabled = false;
    }
  };
  button.addEventListener('click', () => void call());
  return {
    call,
    setLanguage(next) {
      spoken = next;
      words.textContent = buttonText(next);
      opened?.setLanguage(next);
    },
  };
}

// <script type="module" src="https://.../widget/peal.js" data-peal-number="7000"></script>
const tag = document.querySelector<HTMLScriptElement>('script[data-peal-number]');
if (tag?.dataset['pealNumber']) {
  const language = tag.dataset['pealLanguage'];
  install({ number: tag.dataset['pealNumber'], ...(language === 'zh-CN' || language === 'en-US' ? { language } : {}) });
}
