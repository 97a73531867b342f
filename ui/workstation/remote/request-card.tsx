import type { Patient } from '@medplum/fhirtypes';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { healthIdSystem } from '../../../record/identity/health-id.js';
import { Button } from '../../kit/button.js';
import { FailureBanner } from '../../kit/failure-banner.js';
import { formatDayAndTime } from '../../kit/i18n/format.js';
import { goTo, hrefOf } from '../../kit/router.js';
import { useStore } from '../../kit/store.js';
import { Tag } from '../../kit/tag.js';
import { useSave } from '../forms/use-save.js';
import { PatientLine } from '../search/patient-line.js';
import { sitesStore } from '../shell/site-name.js';
import { useWords, type WordKey } from '../words/use-words.js';
import { type Candidate, fetchRemote, type RemoteRequest } from './remote.js';

/** One question to the hub: how far it is, and whom the hub knows. */
export function RequestCard({ request }: { readonly request: RemoteRequest }): JSX.Element {
  const words = useWords();
  const { kind, state, purpose, askedAt, candidates, patient } = request;
  const at = formatDayAndTime(words.language, askedAt, Date.now());
  return (
    <article class="remote-request">
      <div class="row">
        <strong>{words.t(kind === 'search' ? 'remote.kind.search' : 'remote.kind.patient')}</strong>
        <Tag
          {...(state === 'refused' ? { tone: 'critical' as const } : {})}
          icon={state === 'waiting' ? 'clock' : 'check'}
        >
          {words.t(`remote.state.${state}` as WordKey)}
        </Tag>
        <span class="soft small number">
          {words.t(`purpose.${purpose}` as WordKey)} · {at}
        </span>
      </div>
      {state === 'waiting' && <p class="soft small">{words.t('remote.waiting')}</p>}
      {state === 'refused' && <p class="small">{words.t('remote.refused')}</p>}
      {kind === 'search' && state === 'answered' && candidates.length === 0 && <p>{words.t('remote.nobody')}</p>}
      {kind === 'patient' && state === 'answered' && patient !== null && (
        <p>
          <a href={hrefOf('patient', patient)}>{words.t('remote.open')}</a>
        </p>
      )}
      {candidates.length > 0 && (
        <ul class="cards">
          {candidates.map((candidate) => (
            <Found key={candidate.patient} candidate={candidate} purpose={purpose} />
          ))}
        </ul>
      )}
    </article>
  );
}

function Found({ candidate, purpose }: { readonly candidate: Candidate; readonly purpose: string }): JSX.Element {
  const words = useWords();
  const sites = useStore(sitesStore);
  const saving = useSave();
  const [asked, setAsked] = useState(false);
  const site = sites?.find(({ code }) => code === candidate.site)?.name ?? candidate.site;
  const ask = () =>
    void saving.run(async () => {
      await fetchRemote(candidate.patient, purpose);
      setAsked(true);
      goTo(hrefOf('patient', candidate.patient));
    });
  return (
    <li class="card">
      <PatientLine patient={patientOf(candidate)} />
      <div class="row">
        <span class="soft small">{words.t('remote.registeredAt', { site })}</span>
        <Button icon="transfer" busy={saving.busy || asked} onClick={ask}>
          {words.t('remote.fetch')}
        </Button>
      </div>
      {saving.failure && <FailureBanner failure={saving.failure} />}
    </li>
  );
}

/** What the hub told, in the form that a line of the search shows. */
function patientOf({ patient, healthId, family, given, gender, birthDate }: Candidate): Patient {
  return {
    resourceType: 'Patient',
    id: patient,
    name: [{ ...(family !== '' && { family }), ...(given !== '' && { given: [given] }) }],
    ...(healthId !== '' && { identifier: [{ system: healthIdSystem, value: healthId }] }),
    ...(gender !== '' && { gender: gender as 'male' | 'female' | 'other' | 'unknown' }),
    ...(birthDate !== '' && { birthDate }),
  };
}
