import type { Observation, Patient } from '@medplum/fhirtypes';
import type { JSX } from 'preact';
import type { VitalItem } from '../../../record/summary.js';
import { formatDayAndTime } from '../../kit/i18n/format.js';
import { useWords } from '../words/use-words.js';
import { AssessmentMark } from './assessment-mark.js';
import type { Part } from './load-chart.js';
import { ItemFoot, Section } from './section.js';
import { type VitalLine, vitalLines } from './vitals.js';

/** The last value of each vital sign with its arrow, its reference range, the value before it and when it was taken. */
export function VitalsSection(props: {
  readonly part: Part<Observation>;
  readonly vitals: readonly VitalItem[];
  readonly patient: Patient;
}): JSX.Element {
  const words = useWords();
  const lines = vitalLines(words.language, props.vitals, props.patient, words.t('vital.bloodPressure'));
  const part: Part<VitalLine> = props.part.kind === 'ready' ? { ...props.part, items: lines } : props.part;
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
              {items.map((line) => (
                <VitalRow key={line.key} line={line} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Section>
  );
}

function VitalRow({ line }: { readonly line: VitalLine }): JSX.Element {
  const words = useWords();
  return (
    <tr>
      <th scope="row">{line.name}</th>
      <td class="right">
        <strong class="number">{line.value}</strong> <span class="soft small">{line.unit}</span>
        <AssessmentMark assessment={line.assessment} />
      </td>
      <td class="soft small number">
        {line.range}
        {line.previous && <span class="line">{words.t('chart.previous', { value: line.previous })}</span>}
      </td>
      <td class="small">
        <span class="soft number">{formatDayAndTime(words.language, line.item.milliseconds ?? '', Date.now())}</span>
        <ItemFoot resource={line.item.resource} name={line.name} />
      </td>
    </tr>
  );
}
