import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { diagnosisForm } from '../../../record/forms/diagnosis.js';
import type { FormValues } from '../../../record/forms/field.js';
import { prescriptionForm } from '../../../record/forms/prescription.js';
import { visitForm } from '../../../record/forms/visit.js';
import { Banner } from '../../kit/banner.js';
import type { ChartFormProps } from '../chart/chart-panel.js';
import { summaryOf } from '../chart/load-chart.js';
import { permissionsOf } from '../chart/permissions.js';
import { useWords } from '../words/use-words.js';
import { dropDraft, keepDraft, readDraft } from './draft.js';
import { FormFields } from './form-field.js';
import { FormFrame } from './form-frame.js';
import { PrescriptionLine } from './prescription-line.js';
import { RepeatedForm } from './repeated-form.js';
import { createSender, visitBundle } from './save.js';
import { type FormState, formState } from './use-form.js';
import { useSave } from './use-save.js';
import { emptyVisit, newDiagnosis, newPrescription, replaceAt, type VisitDraft } from './visit-draft.js';
import { VitalFields } from './vital-fields.js';

/** A visit: reason, vital signs, diagnoses, prescription, note; saved as one transaction. */
export function VisitPanel({ chart, session, onSaved }: ChartFormProps): JSX.Element {
  const words = useWords();
  const { language } = words;
  const patient = chart.patient.resource;
  const patientId = patient.id ?? '';
  const draftKey = `visit.${patientId}`;
  const [kept] = useState(() => readDraft<VisitDraft>(draftKey));
  const [draft, setDraft] = useState(kept ?? emptyVisit);
  const [attempt, setAttempt] = useState(0);
  const saving = useSave();
  const [send] = useState(createSender);
  const [startedMilliseconds] = useState(Date.now);
  const allergies = summaryOf(chart, startedMilliseconds).allergies.map(({ text }) => text);
  const change = (next: VisitDraft) => {
    setDraft(next);
    keepDraft(draftKey, next);
  };
  const states = statesOf(draft, attempt > 0, change);
  const may = permissionsOf(session.role);
  const all = [states.visit, ...states.diagnoses, ...states.prescriptions];
  const save = () => {
    setAttempt(attempt + 1);
    if (!all.every((state) => state.maySave)) return;
    void saving.run(async () => {
      await send(draft, async () => visitBundle(session, patient, draft, startedMilliseconds));
      dropDraft(draftKey);
      await onSaved();
    });
  };
  return (
    <FormFrame
      errors={all.flatMap((state) => state.summary(language))}
      attempt={attempt}
      saving={saving}
      submit={words.t('visit.submit')}
      onSubmit={save}
      restored={kept !== undefined}
      onDiscard={() => change(emptyVisit)}
    >
      <FormFields state={states.visit} only={['reason']} />
      <VitalFields state={states.visit} patient={patient} />
      <Diagnoses draft={draft} lines={states.diagnoses} change={change} />
      {may.prescribe && (
        <Prescriptions
          {...{ draft, lines: states.prescriptions, change, allergies }}
          mayBeConfidential={may.prescribeConfidentially}
        />
      )}
      <FormFields state={states.visit} only={['note']} />
    </FormFrame>
  );
}

interface LinesProps {
  readonly draft: VisitDraft;
  readonly lines: readonly FormState[];
  readonly change: (next: VisitDraft) => void;
}

function Diagnoses({ draft, lines, change }: LinesProps): JSX.Element {
  const words = useWords();
  return (
    <RepeatedForm
      title={words.t('visit.diagnosis')}
      add={words.t('visit.addDiagnosis')}
      lines={lines}
      name={(count) => words.t('visit.diagnosisNumber', { count })}
      values={draft.diagnoses}
      empty={newDiagnosis}
      onChange={(diagnoses) => change({ ...draft, diagnoses })}
      render={(state) => <FormFields state={state} />}
    />
  );
}

interface PrescriptionsProps extends LinesProps {
  readonly allergies: readonly string[];
  readonly mayBeConfidential: boolean;
}

function Prescriptions(props: PrescriptionsProps): JSX.Element {
  const words = useWords();
  const { draft, lines, change } = props;
  return (
    <RepeatedForm
      title={words.t('visit.prescription')}
      add={words.t('visit.addMedicine')}
      lines={lines}
      name={(count) => words.t('visit.medicineNumber', { count })}
      values={draft.prescriptions}
      empty={{ ...newPrescription, ...indicationOf(draft) }}
      onChange={(prescriptions) => change({ ...draft, prescriptions })}
      before={<AllergyReminder allergies={props.allergies} />}
      render={(state) => <PrescriptionLine state={state} mayBeConfidential={props.mayBeConfidential} />}
    />
  );
}

function statesOf(draft: VisitDraft, tried: boolean, change: (next: VisitDraft) => void) {
  const line =
    (form: typeof diagnosisForm, name: 'diagnoses' | 'prescriptions') => (values: FormValues, index: number) =>
      formState({
        form,
        values,
        tried,
        scope: `-${index + 1}`,
        onChange: (next) => change({ ...draft, [name]: replaceAt(draft[name], index, next) }),
      });
  return {
    visit: formState({ form: visitForm, values: draft.visit, tried, onChange: (visit) => change({ ...draft, visit }) }),
    diagnoses: draft.diagnoses.map(line(diagnosisForm, 'diagnoses')),
    prescriptions: draft.prescriptions.map(line(prescriptionForm, 'prescriptions')),
  };
}

/** A medicine is mostly for the diagnosis that was just entered: its words need not be typed again. */
function indicationOf(draft: VisitDraft): FormValues {
  const code = draft.diagnoses[0]?.['diagnosis'];
  const choice = diagnosisForm.fields[0]?.choices?.find((one) => one.code === code);
  const indication = choice?.fr ?? code;
  return indication === undefined ? {} : { indication };
}

function AllergyReminder({ allergies }: { readonly allergies: readonly string[] }): JSX.Element | null {
  const words = useWords();
  if (allergies.length === 0) return null;
  return <Banner tone="warning" title={`${words.t('visit.allergyCheck')} : ${allergies.join(', ')}`} />;
}
