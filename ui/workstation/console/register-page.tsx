import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { cellText, registerColumns, registerWords } from '../../../record/privacy/register-text.js';
import { Banner } from '../../kit/banner.js';
import { Button } from '../../kit/button.js';
import { useOnce } from '../fhir/use-once.js';
import { useConsoleWords } from '../words/use-console-words.js';
import { readRegister } from './console.js';
import { ConsoleFrame } from './console-frame.js';

/** What is done with personal data here, and what the privacy notice lacks (rules R40, R41). */
export function RegisterPage(): JSX.Element {
  const words = useConsoleWords();
  const { language } = words;
  const [round, setRound] = useState(0);
  const loaded = useOnce(() => readRegister(language), `${language} ${round}`);
  const said = registerWords[language];
  return (
    <ConsoleFrame
      title={said.title}
      text={words.t('register.text')}
      loaded={loaded}
      onRetry={() => setRound(round + 1)}
    >
      {({ register, missing }) => (
        <>
          <div class="screen-only stack-small">
            {missing.length > 0 && (
              <Banner tone="warning" title={words.t('register.missing')}>
                <p>{words.t('register.missingText', { names: missing.join(', ') })}</p>
              </Banner>
            )}
            <div class="actions">
              <Button icon="print" onClick={() => print()}>
                {words.t('register.print')}
              </Button>
              <a href={`/privacy?language=${language}`}>{words.t('register.notice')}</a>
            </div>
          </div>
          <p>
            {said.responsible} {register.responsible} ({register.node.code})
            {register.contact !== '' && `, ${said.contact} ${register.contact}`}
          </p>
          {register.entries.map((entry) => (
            <section key={entry.processing} class="register-entry" data-register={entry.processing}>
              <h2>{entry.title}</h2>
              <dl>
                {registerColumns.map((column) => (
                  <div key={column}>
                    <dt>{said[column]}</dt>
                    <dd>{cellText(entry, column)}</dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
          <section class="register-entry">
            <h2>{said.measures}</h2>
            <ul>
              {register.measures.map((measure) => (
                <li key={measure}>{measure}</li>
              ))}
            </ul>
          </section>
        </>
      )}
    </ConsoleFrame>
  );
}
