import type { Patient, ServiceRequest } from '@medplum/fhirtypes';
import type { ComponentChildren, JSX } from 'preact';
import { mayDo } from '../../../record/access.js';
import { siteSystem } from '../../../record/interest.js';
import type { Role } from '../../../record/role.js';
import { formatDayAndTime } from '../../kit/i18n/format.js';
import { hrefOf } from '../../kit/router.js';
import { Empty, FailureState, Loading } from '../../kit/states.js';
import { useStore } from '../../kit/store.js';
import { Tag } from '../../kit/tag.js';
import { searchFhir } from '../fhir/client.js';
import { conceptText, identifierOf, idOfReference } from '../fhir/read.js';
import { type Loaded, useLive } from '../fhir/use-live.js';
import { ownSiteCode, type SiteEntry, sitesStore } from '../shell/site-name.js';
import { useWords } from '../words/use-words.js';
import { PatientLine } from './patient-line.js';

const shownMax = 8;
const referralsReadMax = 50;

/** Who was sent here and whose record moved last; both live. */
export function Lately({ role }: { readonly role: Role }): JSX.Element {
  const words = useWords();
  const sites = useStore(sitesStore);
  const own = sites?.find((site) => site.code === ownSiteCode());
  const recent = useLive(loadRecent, 'patients');
  const seesReferrals = mayDo(role, 'ServiceRequest', 'search');
  const referrals = useLive(async () => (seesReferrals ? loadReferrals(own) : []), own?.id ?? '');
  return (
    <div class="lately">
      {seesReferrals && (
        <Section title={words.t('home.referrals')} loaded={referrals} empty={<NoReferral />}>
          {(items) => items.map((item) => <ReferralCard key={item.request.id} item={item} />)}
        </Section>
      )}
      <Section
        title={words.t('home.recent')}
        loaded={recent}
        empty={
          <Empty title={words.t('home.recentNone')}>
            <p>{words.t('home.recentNoneText')}</p>
          </Empty>
        }
      >
        {(patients) =>
          patients.map((patient) => (
            <li key={patient.id}>
              <a class="card" href={hrefOf('patient', patient.id ?? '')}>
                <PatientLine patient={patient} />
              </a>
            </li>
          ))
        }
      </Section>
    </div>
  );
}

function Section<T>(props: {
  readonly title: string;
  readonly loaded: Loaded<readonly T[]>;
  readonly empty: JSX.Element;
  readonly children: (items: readonly T[]) => ComponentChildren;
}): JSX.Element {
  const { loaded } = props;
  return (
    <section class="stack-small">
      <h2>{props.title}</h2>
      {loaded.kind === 'loading' && <Loading />}
      {loaded.kind === 'failed' && <FailureState failure={loaded.failure} />}
      {loaded.kind === 'ready' &&
        (loaded.value.length === 0 ? props.empty : <ul class="cards">{props.children(loaded.value)}</ul>)}
    </section>
  );
}

function NoReferral(): JSX.Element {
  const words = useWords();
  return (
    <Empty title={words.t('home.referralsNone')}>
      <p>{words.t('home.referralsNoneText')}</p>
    </Empty>
  );
}

interface ReceivedReferral {
  readonly request: ServiceRequest;
  readonly patient: Patient | undefined;
}

function ReferralCard({ item }: { readonly item: ReceivedReferral }): JSX.Element {
  const words = useWords();
  const { request, patient } = item;
  const urgent = request.priority === 'urgent' || request.priority === 'stat' || request.priority === 'asap';
  return (
    <li>
      <a class="card" href={hrefOf('patient', idOfReference(request.subject))}>
        {patient ? <PatientLine patient={patient} /> : <strong>{request.subject.display}</strong>}
        <span class="row small">
          {urgent && (
            <Tag tone="warning" icon="alert">
              {words.t(`priority.${request.priority as 'urgent'}`)}
            </Tag>
          )}
          <span>{conceptText(request.reasonCode?.[0]) || conceptText(request.code)}</span>
          <span class="soft">{formatDayAndTime(words.language, request.authoredOn ?? '', Date.now())}</span>
        </span>
      </a>
    </li>
  );
}

async function loadRecent(): Promise<readonly Patient[]> {
  const { resources } = await searchFhir<Patient>('Patient', [
    ['_sort', '-_lastUpdated'],
    ['_count', String(shownMax)],
  ]);
  return resources;
}

/** Active referrals that name this site, the newest first, with their patients. */
async function loadReferrals(own: SiteEntry | undefined): Promise<readonly ReceivedReferral[]> {
  if (!own) return [];
  const { resources } = await searchFhir<ServiceRequest>('ServiceRequest', [
    ['performer', `Organization/${own.id}`],
    ['status', 'active'],
    ['_sort', '-authored'],
    ['_count', String(referralsReadMax)],
  ]);
  const mine = resources
    .filter((request) =>
      request.performer?.some(
        (one) =>
          identifierOf(one.identifier ? [one.identifier] : [], siteSystem) === own.code ||
          one.reference === `Organization/${own.id}`,
      ),
    )
    .slice(0, shownMax);
  const ids = [...new Set(mine.map((request) => idOfReference(request.subject)))];
  const patients = ids.length === 0 ? [] : (await searchFhir<Patient>('Patient', [['_id', ids.join(',')]])).resources;
  return mine.map((request) => ({
    request,
    patient: patients.find((patient) => patient.id === idOfReference(request.subject)),
  }));
}
