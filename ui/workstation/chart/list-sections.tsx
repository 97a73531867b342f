import type { AllergyIntolerance, Condition, MedicationRequest, Resource } from '@medplum/fhirtypes';
import type { ComponentChildren, JSX } from 'preact';
import { useContext } from 'preact/hooks';
import { formatDate } from '../../kit/i18n/format.js';
import { hrefOf } from '../../kit/router.js';
import { Tag } from '../../kit/tag.js';
import { codeOf, conceptText } from '../fhir/read.js';
import { statusWord } from '../patient/status-word.js';
import { useWords } from '../words/use-words.js';
import { asFhir, type Part } from './load-chart.js';
import { ChartContext, ItemFoot, Section } from './section.js';

function Item(props: {
  readonly resource: Resource;
  readonly name: string;
  readonly children?: ComponentChildren;
}): JSX.Element {
  return (
    <li class="item">
      <span class="item-text">
        <strong>{props.name}</strong> {props.children}
      </span>
      <ItemFoot resource={asFhir(props.resource)} name={props.name} />
    </li>
  );
}

export function AllergiesSection({ part, current }: CurrentProps<AllergyIntolerance>): JSX.Element {
  const words = useWords();
  return (
    <Section
      title={words.t('chart.allergies')}
      icon="allergy"
      part={part}
      empty={
        <>
          <strong>{words.t('chart.allergiesNone')}</strong>
          <p>{words.t('chart.allergiesNoneText')}</p>
        </>
      }
    >
      {(items) => (
        <Divided
          items={items}
          isCurrent={(one) => current.has(one.id ?? '')}
          foldedTitle={(count) => words.t('chart.allergiesOther', { count })}
          render={(allergy) => (
            <Item key={allergy.id} resource={allergy} name={conceptText(allergy.code)}>
              {allergy.criticality && (
                <Tag tone={allergy.criticality === 'high' ? 'critical' : 'warning'}>
                  {words.t(`criticality.${allergy.criticality}`)}
                </Tag>
              )}{' '}
              <AllergyStatus allergy={allergy} />{' '}
              <span class="soft small">
                {allergy.reaction?.flatMap((one) => one.manifestation.map(conceptText)).join(', ')}
              </span>{' '}
              <ChangeLink allergy={allergy} />
            </Item>
          )}
        />
      )}
    </Section>
  );
}

/** Opens the form that changes an allergy, where the role may. */
function ChangeLink({ allergy }: { readonly allergy: AllergyIntolerance }): JSX.Element | null {
  const words = useWords();
  const { patientId, mayChangeAllergies } = useContext(ChartContext);
  if (!mayChangeAllergies) return null;
  return (
    <a
      class="small screen-only"
      href={hrefOf('patient', patientId, 'allergy', allergy.id ?? '')}
      aria-label={words.t('allergy.change.of', { item: conceptText(allergy.code) })}
    >
      {words.t('allergy.change.link')}
    </a>
  );
}

function AllergyStatus({ allergy }: { readonly allergy: AllergyIntolerance }): JSX.Element | null {
  const words = useWords();
  const states = [codeOf(allergy.clinicalStatus), codeOf(allergy.verificationStatus)];
  const unusual = states.filter((state) => !['', 'active', 'confirmed'].includes(state));
  if (unusual.length === 0) return null;
  return <Tag>{unusual.map((state) => statusWord(words, state)).join(', ')}</Tag>;
}

interface CurrentProps<T> {
  readonly part: Part<T>;
  /** Ids of those that count now. */
  readonly current: ReadonlySet<string>;
}

/** The current ones first; the others folded away under their count. */
function Divided<T extends Resource>(props: {
  readonly items: readonly T[];
  readonly isCurrent: (item: T) => boolean;
  readonly foldedTitle: (count: number) => string;
  readonly render: (item: T) => JSX.Element;
}): JSX.Element {
  const current = props.items.filter(props.isCurrent);
  const past = props.items.filter((item) => !props.isCurrent(item));
  return (
    <>
      {current.length > 0 && <ul>{current.map(props.render)}</ul>}
      {past.length > 0 && (
        <details open={current.length === 0}>
          <summary>{props.foldedTitle(past.length)}</summary>
          <ul>{past.map(props.render)}</ul>
        </details>
      )}
    </>
  );
}

export function ProblemsSection({ part, current }: CurrentProps<Condition>): JSX.Element {
  const words = useWords();
  return (
    <Section title={words.t('chart.problems')} icon="cross" part={part} empty={words.t('chart.problemsNone')}>
      {(items) => (
        <Divided
          items={items}
          isCurrent={(one) => current.has(one.id ?? '')}
          foldedTitle={(count) => words.t('chart.problemsResolved', { count })}
          render={(condition) => (
            <Item key={condition.id} resource={condition} name={conceptText(condition.code)}>
              <span class="soft small">
                {[
                  condition.code?.text ? '' : codeOf(condition.code),
                  formatDate(words.language, condition.onsetDateTime ?? condition.recordedDate ?? ''),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
            </Item>
          )}
        />
      )}
    </Section>
  );
}

export function MedicationSection({ part, current }: CurrentProps<MedicationRequest>): JSX.Element {
  const words = useWords();
  return (
    <Section title={words.t('chart.medication')} icon="pill" part={part} empty={words.t('chart.medicationNone')}>
      {(items) => (
        <Divided
          items={items}
          isCurrent={(one) => current.has(one.id ?? '')}
          foldedTitle={(count) => words.t('chart.medicationEnded', { count })}
          render={(request) => (
            <Item
              key={request.id}
              resource={request}
              name={conceptText(request.medicationCodeableConcept) || (request.medicationReference?.display ?? '')}
            >
              <span>{request.dosageInstruction?.[0]?.text}</span>{' '}
              <span class="soft small">{formatDate(words.language, request.authoredOn ?? '')}</span>
            </Item>
          )}
        />
      )}
    </Section>
  );
}
