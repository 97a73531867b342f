import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { licenceFault } from '../../../record/licence.js';
import { Button } from '../../kit/button.js';
import { DateField } from '../../kit/date-field.js';
import { FailureBanner } from '../../kit/failure-banner.js';
import { TextField } from '../../kit/field.js';
import { formatDate } from '../../kit/i18n/format.js';
import { hrefOf } from '../../kit/router.js';
import { Tag } from '../../kit/tag.js';
import { useSave } from '../forms/use-save.js';
import { useConsoleWords } from '../words/use-console-words.js';
import { type Account, endLicence, giveLicence, type ShownLicence } from './console.js';

const nothing: ShownLicence = { name: '', number: '', from: '', until: '' };

/** By what somebody may practise and until when: given, renewed, taken away (rule R50). */
export function Licences(props: { readonly account: Account; readonly onChanged: () => void }): JSX.Element {
  const words = useConsoleWords();
  const [licence, setLicence] = useState(nothing);
  const { account, onChanged } = props;
  const { user, licences, isLicensed } = account;
  return (
    <>
      <p>
        <a href={hrefOf('accounts')}>{words.t('licences.back')}</a>
      </p>
      {!isLicensed && (
        <p>
          <Tag tone="critical">{words.t('accounts.licenceOver')}</Tag>
        </p>
      )}
      {licences.length === 0 && <p class="soft">{words.t('accounts.noLicence')}</p>}
      {licences.map((each) => (
        <GivenLicence
          key={`${each.name} ${each.number}`}
          user={user}
          licence={each}
          onRenew={() => {
            setLicence({ ...each, from: '', until: '' });
            document.getElementById('licence-until')?.focus();
          }}
          onEnded={onChanged}
        />
      ))}
      <LicenceForm user={user} licence={licence} onTyped={setLicence} onGiven={onChanged} />
    </>
  );
}

function GivenLicence(props: {
  readonly user: string;
  readonly licence: ShownLicence;
  readonly onRenew: () => void;
  readonly onEnded: () => void;
}): JSX.Element {
  const words = useConsoleWords();
  const saving = useSave();
  const { user, licence, onRenew, onEnded } = props;
  const { name, number, until } = licence;
  const end = () =>
    void saving.run(async () => {
      await endLicence(user, { name, number });
      onEnded();
    });
  return (
    <article class="unusual stack-small" aria-label={name}>
      <p>
        <strong>{words.t('accounts.licenceUntil', { name, until: formatDate(words.language, until) })}</strong>
      </p>
      {number !== '' && <p class="soft number">{words.t('licences.numbered', { number })}</p>}
      {saving.failure && <FailureBanner failure={saving.failure} />}
      {number !== '' && (
        <div class="actions">
          <Button onClick={onRenew}>{words.t('licences.renew')}</Button>
          <Button busy={saving.busy} onClick={end}>
            {words.t('licences.end')}
          </Button>
        </div>
      )}
    </article>
  );
}

function LicenceForm(props: {
  readonly user: string;
  readonly licence: ShownLicence;
  readonly onTyped: (licence: ShownLicence) => void;
  readonly onGiven: () => void;
}): JSX.Element {
  const words = useConsoleWords();
  const saving = useSave();
  const [isTried, setTried] = useState(false);
  const { user, licence, onTyped, onGiven } = props;
  const fault = licenceFault({ ...licence, from: licence.from === '' ? undefined : licence.from });
  const field = (name: keyof ShownLicence) => ({
    id: `licence-${name}`,
    label: words.t(`licences.${name}`),
    value: licence[name] ?? '',
    error: isTried && fault === name ? words.t(`licences.${name}Fault`) : undefined,
    onChange: (value: string) => onTyped({ ...licence, [name]: value }),
  });
  const save = (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (fault !== undefined) {
      document.getElementById(`licence-${fault}`)?.focus();
      return;
    }
    void saving.run(async () => {
      await giveLicence(user, licence);
      onTyped(nothing);
      setTried(false);
      onGiven();
    });
  };
  return (
    <form class="stack licence-form" onSubmit={save} noValidate>
      <h2>{words.t('licences.form')}</h2>
      <TextField {...field('name')} hint={words.t('licences.nameHint')} />
      <TextField {...field('number')} />
      <DateField {...field('from')} optional />
      <DateField {...field('until')} />
      {saving.failure && <FailureBanner failure={saving.failure} />}
      <div class="actions">
        <Button look="main" type="submit" busy={saving.busy}>
          {words.t('licences.save')}
        </Button>
      </div>
    </form>
  );
}
