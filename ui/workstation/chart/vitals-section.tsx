import type { Observation, Patient } from '@medplum/fhirtypes';
import type { JSX } from 'preact';
import { vitalSignDefinitions } from '../../../record/clinical/vital-signs.js';
import { formatMoment, formatNumber } from '../../kit/i18n/format.js';
import { useWords } from '../words/use-words.js';
import { AssessmentMark } from './assessment-mark.js';
import type { Part } from './load-chart.js';
import { rangeText } from './range-text.js';
import { ItemFoot, Section } from './section.js';
import { type LastVital, lastVitals } from './vitals.js';

/** The last value of each vital sign with its arrow, its reference range and when it was taken. */
export function VitalsSection(props: { readonly part: Part<Observation>; readonly patient: Patient }): JSX.Element {
  const words = useWords();
  const vitals = props.part.kind === 'ready' ? lastVitals(props.part.items, props.patient) : [];
  const part: Part<LastVital> =
    props.part.kind === 'ready' ? { kind: 'ready', items: vitals, more: false } : props.part;
  return (
    <Section title={words.t('chart.vitals')} icon="pulse" part={part} empty={words.t('chart.vitalsNone')}>
      {(items) => (
        <div class="table-frame">
          <table class="vitals">
            <thead>
              <tr>
                <th scope="col">{words.t('chart.measure')}</th>
                <th scope="col" class="right">
                  {words.t('chart.value')}
                </th>
                <th scope="col">{words.t('chart.range')}</th>
                <th scope="col">{words.t('chart.when')}</th>
              </tr>
            </thead>
            <tbody>
              {items.map((vital) => (
                <VitalRow key={vital.sign} vital={vital} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Section>
  );
}

function VitalRow({ vital }: { readonly vital: LastVital }): JSX.Element {
  const words = useWords();
  const name = vitalSignDefinitions[vital.sign][words.language];
  return (
    <tr>
      <th scope="row">{name}</th>
      <td class="right">
        <strong class="number">{formatNumber(words.language, vital.value)}</strong>{' '}
        <span class="soft small">{vital.unit}</span> <AssessmentMark assessment={vital.assessment} />
      </td>
      <td class="soft small number">{rangeText(words.language, vital.range)}</td>
      <td class="small">
        <span class="soft number">{formatMoment(words.language, vital.at, Date.now())}</span>
        <ItemFoot resource={vital.observation} name={name} />
      </td>
    </tr>
  );
}
