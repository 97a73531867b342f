import { diagnoses, findings, type Medicine, medicines } from '../codes.js';
import type { Dosage, GroupBuilder, RecordGroup } from '../group-builder.js';
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
  const { random, staff } = context;
  const days = random.integer(1, 6);
  const small = ageYearsAt(context, at) < 8;
  const severe = random.chance(0.07);
  const builder = begin(context, at, random.pick(['Fièvre', 'Fièvre et céphalées', 'Corps chaud', 'Accès fébrile']));
  takeVitals(context, builder, at, { fever: random.around(1.8, 0.5, 1) });
  builder.found(findings.malariaTest, random.pick(['Positif (Pf)', 'Positif (Pf/Pan)', 'Positif']));
  builder.condition(severe ? diagnoses.malariaSevere : diagnoses.malaria, staff.doctor, 'resolved');
  if (severe) prescribe(context, builder, medicines.artesunate, dose('2,4 mg/kg à H0, H12, H24', 3, 2, 6));
  else prescribe(context, builder, medicines.artemetherLumefantrine, combinationDose(small));
  prescribe(context, builder, small ? medicines.paracetamolSyrup : medicines.paracetamol, feverDose(small));
  return end(context, builder, malariaNote, days);
}

function typhoidVisit(context: StoryContext, at: number): RecordGroup {
  const { random, staff } = context;
  const small = ageYearsAt(context, at) < 12;
  const builder = begin(context, at, random.pick(['Fièvre prolongée', 'Douleurs abdominales et fièvre', 'Fièvre']));
  takeVitals(context, builder, at, { fever: random.around(1.6, 0.4, 1) });
  builder.found(findings.malariaTest, 'Négatif');
  builder.found(findings.typhoidTest, random.pick(['TO 1/160, TH 1/160', 'TO 1/320, TH 1/160', 'TO 1/320, TH 1/320']));
  builder.condition(diagnoses.typhoid, staff.doctor, 'resolved');
  if (small) prescribe(context, builder, medicines.ceftriaxone, dose('50 mg/kg par jour en une fois', 1, 7, 7));
  else prescribe(context, builder, medicines.ciprofloxacin, dose('1 comprimé matin et soir après le repas', 2, 10, 20));
  return end(context, builder, typhoidNote, random.integer(4, 14));
}

function respiratoryVisit(context: StoryContext, at: number): RecordGroup {
  const { random, staff } = context;
  const small = ageYearsAt(context, at) < 10;
  const breathless = random.chance(0.15);
  const diagnosis = breathless
    ? diagnoses.pneumonia
    : random.pick([diagnoses.upperRespiratory, diagnoses.upperRespiratory, diagnoses.bronchitis]);
  const builder = begin(context, at, random.pick(['Toux', 'Toux et rhume', 'Mal de gorge', 'Toux et fièvre']));
  takeVitals(context, builder, at, { fever: random.around(0.7, 0.4, 1), breathless });
  builder.condition(diagnosis, staff.doctor, 'resolved');
  if (diagnosis !== diagnoses.upperRespiratory) {
    const medicine = small ? medicines.amoxicillinSyrup : medicines.amoxicillin;
    prescribe(
      context,
      builder,
      medicine,
      dose(small ? '1 mesure 3 fois par jour' : '1 gélule 3 fois par jour', 3, 5, 15),
    );
  } else {
    builder.found(findings.malariaTest, 'Négatif');
  }
  prescribe(context, builder, small ? medicines.paracetamolSyrup : medicines.paracetamol, feverDose(small));
  return end(context, builder, respiratoryNote, random.integer(2, 8));
}

function begin(context: StoryContext, at: number, reason: string): GroupBuilder {
  const { random, staff, organization } = context;
  return visit(context, at).encounter(reason, random.integer(12, 45), staff.doctor, organization);
}

function end(context: StoryContext, builder: GroupBuilder, plan: NotePlan, days: number): RecordGroup {
  return builder.note(writeNote(context.random, plan, days), context.staff.doctor).finish('consultation');
}

function prescribe(context: StoryContext, builder: GroupBuilder, medicine: Medicine, dosage: Dosage): void {
  builder.prescription(medicine, dosage, context.staff.doctor, 'completed');
}

function dose(text: string, frequency: number, days: number, tablets: number): Dosage {
  return { text, frequency, days, tablets };
}

function combinationDose(small: boolean): Dosage {
  return small
    ? dose('2 comprimés matin et soir pendant 3 jours', 2, 3, 12)
    : dose('4 comprimés matin et soir pendant 3 jours', 2, 3, 24);
}

function feverDose(small: boolean): Dosage {
  return small
    ? dose('1 mesure toutes les 6 heures si fièvre', 4, 3, 1)
    : dose('1 comprimé toutes les 6 heures si fièvre', 4, 3, 12);
}
