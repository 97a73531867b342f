import { diagnoses, findings, medicines } from '../codes.js';
import type { Dosage, RecordGroup, VisitBuilder } from '../group-builder.js';
import { malariaNote, type NotePlan, respiratoryNote, typhoidNote, writeNote } from '../phrases.js';
import { dayMilliseconds, localMonth } from '../time.js';
import { ageYearsAt, type Story, type StoryContext, takeVitals, visit } from './story.js';

/** Malaria, mostly in the rains of the region. */
export const malaria: Story = (context) => episodes(context, seasonalTime, malariaVisit);

export const typhoid: Story = (context) => episodes(context, anyTime, typhoidVisit);

export const respiratory: Story = (context) => episodes(context, anyTime, respiratoryVisit);

type VisitTeller = (context: StoryContext, at: number) => RecordGroup;

function episodes(context: StoryContext, when: (context: StoryContext) => number, tell: VisitTeller): RecordGroup[] {
  const years = (context.untilMilliseconds - context.fromMilliseconds) / (365 * dayMilliseconds);
  const child = ageYearsAt(context, context.untilMilliseconds) < 10;
  const count = Math.max(1, Math.round(years * context.random.fraction() * (child ? 2.2 : 1.1)));
  return Array.from({ length: count }, () => tell(context, when(context)));
}

function anyTime(context: StoryContext): number {
  const { random, fromMilliseconds, untilMilliseconds } = context;
  return fromMilliseconds + Math.floor(random.fraction() * (untilMilliseconds - fromMilliseconds));
}

function seasonalTime(context: StoryContext): number {
  const months = context.person.region.malariaMonths;
  let at = anyTime(context);
  for (let tries = 0; tries < 3 && !months.includes(localMonth(at)); tries += 1) at = anyTime(context);
  return at;
}

function malariaVisit(context: StoryContext, at: number): RecordGroup {
  const { random } = context;
  const days = random.integer(1, 6);
  const small = ageYearsAt(context, at) < 8;
  const severe = random.chance(0.07);
  const builder = begin(context, at, random.pick(['Fièvre', 'Fièvre et céphalées', 'Corps chaud', 'Accès fébrile']));
  takeVitals(context, builder, at, { fever: random.around(1.8, 0.5, 1) });
  builder.found(findings.malariaTest, random.pick(['Positif (Pf)', 'Positif (Pf/Pan)', 'Positif']));
  builder.diagnosis(severe ? diagnoses.malariaSevere : diagnoses.malaria, 'resolved');
  if (severe)
    builder.prescription(
      medicines.artesunate,
      { dose: 2, timesPerDay: 2, days: 2, instructions: '2,4 mg/kg à H0, H12, H24' },
      'completed',
      'Paludisme',
    );
  else builder.prescription(medicines.artemetherLumefantrine, combinationDose(small), 'completed', 'Paludisme');
  builder.prescription(
    small ? medicines.paracetamolSyrup : medicines.paracetamol,
    feverDose(small),
    'completed',
    'Fièvre',
  );
  return end(context, builder, malariaNote, days);
}

function typhoidVisit(context: StoryContext, at: number): RecordGroup {
  const { random } = context;
  const small = ageYearsAt(context, at) < 12;
  const builder = begin(context, at, random.pick(['Fièvre prolongée', 'Douleurs abdominales et fièvre', 'Fièvre']));
  takeVitals(context, builder, at, { fever: random.around(1.6, 0.4, 1) });
  builder.found(findings.malariaTest, 'Négatif');
  builder.found(findings.typhoidTest, random.pick(['TO 1/160, TH 1/160', 'TO 1/320, TH 1/160', 'TO 1/320, TH 1/320']));
  builder.diagnosis(diagnoses.typhoid, 'resolved');
  if (small)
    builder.prescription(
      medicines.ceftriaxone,
      { dose: 1, timesPerDay: 1, days: 7, instructions: '50 mg/kg par jour' },
      'completed',
      'Fièvre typhoïde',
    );
  else
    builder.prescription(
      medicines.ciprofloxacin,
      { dose: 1, timesPerDay: 2, days: 10, instructions: 'après le repas' },
      'completed',
      'Fièvre typhoïde',
    );
  return end(context, builder, typhoidNote, random.integer(4, 14));
}

function respiratoryVisit(context: StoryContext, at: number): RecordGroup {
  const { random } = context;
  const small = ageYearsAt(context, at) < 10;
  const breathless = random.chance(0.15);
  const diagnosis = breathless
    ? diagnoses.pneumonia
    : random.pick([diagnoses.upperRespiratory, diagnoses.upperRespiratory, diagnoses.bronchitis]);
  const builder = begin(context, at, random.pick(['Toux', 'Toux et rhume', 'Mal de gorge', 'Toux et fièvre']));
  takeVitals(context, builder, at, { fever: random.around(0.7, 0.4, 1), breathless });
  builder.diagnosis(diagnosis, 'resolved');
  if (diagnosis !== diagnoses.upperRespiratory) {
    const medicine = small ? medicines.amoxicillinSyrup : medicines.amoxicillin;
    const dosage = { dose: small ? 5 : 1, timesPerDay: 3, days: 5 };
    builder.prescription(medicine, dosage, 'completed', 'Infection respiratoire');
  } else {
    builder.found(findings.malariaTest, 'Négatif');
  }
  builder.prescription(
    small ? medicines.paracetamolSyrup : medicines.paracetamol,
    feverDose(small),
    'completed',
    'Fièvre',
  );
  return end(context, builder, respiratoryNote, random.integer(2, 8));
}

function begin(context: StoryContext, at: number, reason: string): VisitBuilder {
  return visit(context, at, reason, context.staff.doctor);
}

function end(context: StoryContext, builder: VisitBuilder, plan: NotePlan, days: number): RecordGroup {
  return builder.field('note', writeNote(context.random, plan, days)).finish();
}

function combinationDose(small: boolean): Dosage {
  return { dose: small ? 2 : 4, timesPerDay: 2, days: 3, instructions: 'au cours du repas' };
}

function feverDose(small: boolean): Dosage {
  return { dose: small ? 5 : 1, timesPerDay: 4, days: 3, asNeeded: true };
}
