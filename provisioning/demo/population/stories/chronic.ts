import { diagnoses, measures, medicines } from '../codes.js';
import type { Dosage, RecordGroup, VisitBuilder } from '../group-builder.js';
import { diabetesNote, hypertensionNote, writeNote } from '../phrases.js';
import type { Random } from '../random.js';
import { dayMilliseconds } from '../time.js';
import { type Story, type StoryContext, takeVitals, visit } from './story.js';

const monthly = (dose: number, timesPerDay: number): Dosage => ({ dose, timesPerDay, days: 30 });

const hypertensionTreatments: readonly (readonly [string, Dosage])[] = [
  [medicines.amlodipine, monthly(1, 1)],
  [medicines.hydrochlorothiazide, monthly(0.5, 1)],
  [medicines.enalapril, monthly(1, 2)],
];

/** Follow-up of high blood pressure every one to three months; the diagnosis stands from the first visit on. */
export const hypertension: Story = (context) =>
  followUp(context, 'Suivi HTA', diagnoses.hypertension, (builder, at, number) => {
    const { random } = context;
    takeVitals(context, builder, at, { fever: 0, systolic: random.around(number === 0 ? 172 : 148, 12) });
    if (random.chance(0.3)) builder.measured(measures.creatinine, random.around(1.05, 0.2, 2));
    for (const [medicine, dosage] of hypertensionTreatments.slice(0, number > 2 ? 2 : random.integer(1, 3))) {
      builder.prescription(medicine, dosage, 'active', 'HTA');
    }
    return writeNote(random, hypertensionNote, random.integer(2, 20));
  });

/** Follow-up of type 2 diabetes every one to three months. */
export const diabetes: Story = (context) =>
  followUp(context, 'Suivi diabète', diagnoses.diabetes, (builder, at, number) => {
    const { random } = context;
    takeVitals(context, builder, at, { fever: 0, systolic: random.around(134, 10) });
    builder.field('glycaemia', random.around(number === 0 ? 240 : 155, 35));
    if (number % 3 === 0) builder.measured(measures.glycatedHaemoglobin, random.around(8.1, 1.1, 1));
    builder.prescription(medicines.metformin, { ...monthly(1, 2), instructions: 'au repas' }, 'active', 'Diabète');
    if (random.chance(0.5)) builder.prescription(medicines.glibenclamide, monthly(1, 1), 'active', 'Diabète');
    return writeNote(random, diabetesNote, random.integer(2, 20));
  });

type VisitTeller = (builder: VisitBuilder, at: number, number: number) => string;

function followUp(context: StoryContext, reason: string, diagnosis: string, tell: VisitTeller): RecordGroup[] {
  const { random, staff } = context;
  const groups: RecordGroup[] = [];
  let at = context.fromMilliseconds + random.integer(0, 60) * dayMilliseconds;
  while (at < context.untilMilliseconds) {
    const builder = visit(context, at, reason, staff.doctor);
    const note = tell(builder, at, groups.length);
    if (groups.length === 0) builder.diagnosis(diagnosis, 'active');
    groups.push(builder.field('note', note).finish());
    at += intervalDays(random) * dayMilliseconds;
  }
  return groups;
}

function intervalDays(random: Random): number {
  return random.weighted([
    [random.integer(26, 35), 60],
    [random.integer(55, 65), 25],
    [random.integer(85, 120), 15],
  ]);
}
