import type { ClinicalImpression, Condition, Encounter, ServiceRequest } from '@medplum/fhirtypes';
import type { JSX } from 'preact';
import { formatDayAndTime } from '../../kit/i18n/format.js';
import { useStore } from '../../kit/store.js';
import { Tag } from '../../kit/tag.js';
import { conceptText, idOfReference } from '../fhir/read.js';
import { statusWord } from '../patient/status-word.js';
import { sitesStore } from '../shell/site-name.js';
import { useWords } from '../words/use-words.js';
import { asFhir, type Chart, type Part } from './load-chart.js';
import { ItemFoot, Section } from './section.js';

const visitsShownMax = 12;

/** The visits, the newest first, each with its diagnoses and its note. */
export function VisitsSection({ chart }: { readonly chart: Chart }): JSX.Element {
  const words = useWords();
  const conditions = itemsOf(chart.conditions);
  const notes = itemsOf(chart.notes);
  return (
    <Section title={words.t('chart.visits')} icon="visit" part={chart.encounters} empty={words.t('chart.visitsNone')}>
      {(items) => (
        <>
          <ol class="visits">
            {items.slice(0, visitsShownMax).map((visit) => (
              <Visit key={visit.id} visit={visit} conditions={conditions} notes={notes} />
            ))}
          </ol>
          {items.length > visitsShownMax && (
            <details>
              <summary>{words.t('chart.more', { count: items.length })}</summary>
              <ol>
                {items.slice(visitsShownMax).map((visit) => (
                  <Visit key={visit.id} visit={visit} conditions={conditions} notes={notes} />
                ))}
              </ol>
            </details>
          )}
        </>
      )}
    </Section>
  );
}

function itemsOf<T>(part: Part<T>): readonly T[] {
  return part.kind === 'ready' ? part.items : [];
}

function Visit(props: {
  readonly visit: Encounter;
  readonly conditions: readonly Condition[];
  readonly notes: readonly ClinicalImpression[];
}): JSX.Element {
  const words = useWords();
  const { visit } = props;
  const site = useSiteName(idOfReference(visit.serviceProvider));
  const belongs = (one: { readonly encounter?: { readonly reference?: string } }) =>
    idOfReference(one.encounter) === visit.id;
  const diagnoses = props.conditions.filter(belongs).map((condition) => conceptText(condition.code));
  const reason = conceptText(visit.reasonCode?.[0]) || conceptText(visit.type?.[0]) || words.t('chart.visitUnnamed');
  return (
    <li class="item">
      <span class="item-text">
        <span class="soft small number">{formatDayAndTime(words.language, visit.period?.start ?? '', Date.now())}</span>{' '}
        <strong>{reason}</strong> {visit.status !== 'finished' && <Tag>{statusWord(words, visit.status)}</Tag>}{' '}
        {site && <span class="soft small">{site}</span>}
        {diagnoses.length > 0 && (
          <span class="line">
            <span class="soft small">{words.t('chart.withDiagnosis')}</span> {diagnoses.join(', ')}
          </span>
        )}
        {props.notes.filter(belongs).map((note) => (
          <span key={note.id} class="line note">
            {note.summary ?? note.description ?? note.note?.[0]?.text}
          </span>
        ))}
      </span>
      <ItemFoot resource={asFhir(visit)} name={reason} />
    </li>
  );
}

/** The name of a hospital by the id of its Organization; '' when it is not known. */
function useSiteName(organizationId: string): string {
  const sites = useStore(sitesStore);
  return sites?.find((site) => site.id === organizationId)?.name ?? '';
}

export function ReferralsSection({ part }: { readonly part: Part<ServiceRequest> }): JSX.Element {
  const words = useWords();
  return (
    <Section title={words.t('chart.referrals')} icon="transfer" part={part} empty={words.t('chart.referralsNone')}>
      {(items) => (
        <ul>
          {items.map((referral) => (
            <Referral key={referral.id} referral={referral} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function Referral({ referral }: { readonly referral: ServiceRequest }): JSX.Element {
  const words = useWords();
  const performer = referral.performer?.[0];
  const known = useSiteName(idOfReference(performer));
  const site = known || performer?.display || performer?.identifier?.value || '';
  const reason = conceptText(referral.reasonCode?.[0]) || conceptText(referral.code);
  const urgent = ['urgent', 'asap', 'stat'].includes(referral.priority ?? '');
  return (
    <li class="item">
      <span class="item-text">
        <strong>{reason}</strong> {site && words.t('chart.to', { site })}{' '}
        {urgent && (
          <Tag tone="warning" icon="alert">
            {words.t(`priority.${referral.priority as 'urgent'}`)}
          </Tag>
        )}{' '}
        <Tag>{statusWord(words, referral.status)}</Tag>{' '}
        <span class="soft small number">{formatDayAndTime(words.language, referral.authoredOn ?? '', Date.now())}</span>
        {referral.note?.[0]?.text && <span class="line note">{referral.note[0].text}</span>}
      </span>
      <ItemFoot resource={asFhir(referral)} name={reason} />
    </li>
  );
}
