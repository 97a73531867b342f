import type { Patient } from '@medplum/fhirtypes';
import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Role } from '../../../record/role.js';
import { Icon } from '../../kit/icon.js';
import { lazyPart } from '../../kit/lazy.js';
import { goTo, hrefOf } from '../../kit/router.js';
import { Empty, FailureState, Loading } from '../../kit/states.js';
import { PageHeading } from '../shell/heading.js';
import { useWords } from '../words/use-words.js';
import { PatientLine } from './patient-line.js';
import { type PatientSearch, usePatientSearch } from './use-patient-search.js';

/** Beside the search, so that whoever comes with a name need not wait for it. */
const Lately = lazyPart<{ readonly role: Role }>(async () => (await import('./lately.js')).Lately);

/** The start page: find somebody, or see who has just come. */
export function SearchPage({ role }: { readonly role: Role }): JSX.Element {
  const words = useWords();
  const [text, setText] = useState('');
  const [again, setAgain] = useState(0);
  const [active, setActive] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const search = usePatientSearch(text, again);
  const patients = search.kind === 'found' ? search.patients : search.kind === 'searching' ? search.before : [];
  useLayoutEffect(() => input.current?.focus(), []);

  const onKeyDown = (event: KeyboardEvent) => {
    const chosen = patients[active];
    if (event.key === 'ArrowDown') setActive(Math.min(active + 1, patients.length - 1));
    else if (event.key === 'ArrowUp') setActive(Math.max(active - 1, 0));
    else if (event.key === 'Enter' && chosen?.id && search.kind === 'found') goTo(hrefOf('patient', chosen.id));
    else if (event.key === 'Escape') setText('');
    else return;
    event.preventDefault();
  };
  return (
    <main id="content" class="search-page" tabIndex={-1}>
      <PageHeading title={words.t('search.title')} quiet />
      <div class="field">
        <label for="search">{words.t('search.label')}</label>
        <div class="search-box">
          <Icon name="search" />
          <input
            id="search"
            ref={input}
            class="input"
            type="text"
            role="combobox"
            aria-autocomplete="list"
            aria-expanded={patients.length > 0 ? 'true' : 'false'}
            aria-controls="results"
            aria-activedescendant={patients[active] ? `result-${active}` : undefined}
            aria-describedby="search-hint"
            autocomplete="off"
            spellcheck={false}
            value={text}
            onInput={(event) => {
              setText(event.currentTarget.value);
              setActive(0);
            }}
            onKeyDown={onKeyDown}
          />
        </div>
        <span class="hint" id="search-hint">
          {words.t('search.hint')}
        </span>
      </div>
      <Results search={search} patients={patients} active={active} onRetry={() => setAgain(again + 1)} />
      {search.kind === 'nothing' && <Lately role={role} />}
    </main>
  );
}

function Results(props: {
  readonly search: PatientSearch;
  readonly patients: readonly Patient[];
  readonly active: number;
  readonly onRetry: () => void;
}): JSX.Element {
  const words = useWords();
  const { search, patients } = props;
  const found = search.kind === 'found' ? search : undefined;
  return (
    <>
      <p class="result-count soft small" role="status">
        {search.kind === 'mistyped' && words.t('search.mistyped')}
        {found && found.patients.length > 0 && words.count('search.count', found.patients.length)}
        {found?.more && ` ${words.t('search.more')}`}
      </p>
      <div
        id="results"
        role="listbox"
        aria-label={words.t('search.results')}
        class="cards"
        hidden={patients.length === 0}
      >
        {patients.map((patient, index) => (
          <a
            key={patient.id}
            id={`result-${index}`}
            class="card"
            role="option"
            tabIndex={-1}
            aria-selected={index === props.active ? 'true' : 'false'}
            href={hrefOf('patient', patient.id ?? '')}
          >
            <PatientLine patient={patient} />
          </a>
        ))}
      </div>
      {search.kind === 'searching' && patients.length === 0 && <Loading />}
      {found?.patients.length === 0 && (
        <Empty icon="search" title={words.t('search.none')}>
          <p>{words.t('search.noneText')}</p>
          <a href={hrefOf('remote')}>{words.t('nav.remote')}</a>
          <a href={hrefOf('register')}>{words.t('nav.register')}</a>
        </Empty>
      )}
      {search.kind === 'failed' && <FailureState failure={search.failure} onRetry={props.onRetry} />}
    </>
  );
}
