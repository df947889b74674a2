import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Demo } from '@peal/api-client';
import { firstLanguage, type Language } from '../language';
import { install, type Widget } from '../loader';
import { demoTexts } from './texts';

type Offer = Demo | 'closed' | 'unreachable' | null;

const kKey = 'peal.language';

/** A company's page with the widget on it: the customer's side of the demo. */
function DemoPage() {
  const [language, setLanguage] = useState<Language>(savedLanguage);
  const [demo, setDemo] = useState<Offer>(null);
  const [widget, setWidget] = useState<Widget | null>(null);
  const t = demoTexts[language];

  useEffect(() => {
    void fetch('/api/public/demo')
      .then(async (answer) => setDemo(answer.ok ? ((await answer.json()) as Demo) : 'closed'))
      .catch(() => setDemo('unreachable'));
  }, []);
  const open = demo !== null && typeof demo === 'object' ? demo : null;
  const number = open?.numbers[0]?.digits;
  useEffect(() => {
    if (number) setWidget(install({ number, language: savedLanguage() }));
  }, [number]);
  useEffect(() => {
    document.documentElement.lang = language;
    widget?.setLanguage(language);
  }, [language, widget]);

  const turn = (): void => {
    const next = language === 'zh-CN' ? 'en-US' : 'zh-CN';
    localStorage.setItem(kKey, next);
    setLanguage(next);
  };
  const named = (name: Record<string, string>): string => name[language] ?? Object.values(name)[0] ?? '';
  return (
    <>
      <header class="site">
        <strong>{open ? named(open.tenant) : 'Peal'}</strong>
        <nav>
          <a href="/">{t.agent}</a>
          <button type="button" lang={language === 'zh-CN' ? 'en-US' : 'zh-CN'} onClick={turn}>
            {t.other}
          </button>
        </nav>
      </header>
      <main>
        <section class="hero">
          <h1>{open ? named(open.tenant) : 'Peal'}</h1>
          <p>{demo === 'closed' ? t.closed : demo === 'unreachable' ? t.unreachable : t.lead}</p>
          {widget ? (
            <button type="button" class="big" onClick={() => void widget.call()}>
              {t.call}
            </button>
          ) : null}
        </section>
        {open ? (
          <section class="cards">
            <article>
              <h2>{t.how}</h2>
              <ol>
                {t.steps.map((step) => (
                  <li key={step}>{step.replaceAll('*', '')}</li>
                ))}
              </ol>
            </article>
            <article>
              <h2>{t.numbers}</h2>
              <dl>
                {open.numbers.map((one) => (
                  <div key={one.digits}>
                    <dt>{one.digits}</dt>
                    <dd>{named(one.name)}</dd>
                  </div>
                ))}
              </dl>
            </article>
            <article>
              <h2>{t.phone}</h2>
              <p>{t.phoneHelp.replace('{number}', number ?? '').replace('{address}', open.sipAddress)}</p>
            </article>
          </section>
        ) : null}
      </main>
    </>
  );
}

function savedLanguage(): Language {
  const saved = localStorage.getItem(kKey);
  return saved === 'zh-CN' || saved === 'en-US' ? saved : firstLanguage();
}

const place = document.getElementById('demo');
if (place) render(<DemoPage />, place);
