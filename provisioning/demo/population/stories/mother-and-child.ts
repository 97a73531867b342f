import { diagnoses, findings, measures, medicines, vaccines } from '../codes.js';
import type { RecordGroup } from '../group-builder.js';
import { antenatalNote, childNote, writeNote } from '../phrases.js';
import { type VaccinationVisit, vaccinationSchedule } from '../schedule.js';
import { dayMilliseconds } from '../time.js';
import { ageYearsAt, type Story, type StoryContext, takeVitals, visit, weightAt } from './story.js';

/** Antenatal contacts at about 12, 20, 26, 30, 34, 36, 38 and 40 weeks (WHO 2016); most women come to some of them. */
export const antenatal: Story = (context) => {
  const { random } = context;
  const spare = context.untilMilliseconds - context.fromMilliseconds - 290 * dayMilliseconds;
  const begin = context.fromMilliseconds + Math.floor(random.fraction() * Math.max(spare, dayMilliseconds));
  const groups: RecordGroup[] = [];
  for (const week of [12, 20, 26, 30, 34, 36, 38, 40]) {
    const at = begin + (week * 7 + random.integer(-6, 6)) * dayMilliseconds;
    if (at >= context.untilMilliseconds || random.chance(0.35)) continue;
    groups.push(antenatalVisit(context, at, week, groups.length));
  }
  return groups;
};

function antenatalVisit(context: StoryContext, at: number, week: number, number: number): RecordGroup {
  const { random, staff } = context;
  const builder = visit(context, at, `CPN ${number + 1}`, staff.midwife);
  takeVitals(context, builder, at, { fever: 0, systolic: random.around(112, 8) });
  builder.measured(measures.fundalHeight, Math.max(8, random.around(week - 2, 1)));
  if (week >= 20) builder.measured(measures.fetalHeart, random.around(142, 7));
  builder.found(findings.urineProtein, random.chance(0.93) ? 'Négatif' : 'Traces');
  if (number === 0) {
    builder.measured(measures.haemoglobin, random.around(11, 1.1, 1));
    builder.found(findings.hivTest, random.chance(0.97) ? 'Non réactif' : 'Réactif');
    builder.diagnosis(diagnoses.pregnancy, 'active');
    builder.immunization(vaccines.tetanusDiphtheria, 1, lotNumber(context));
  }
  builder.prescription(medicines.ironFolate, { dose: 1, timesPerDay: 1, days: 30 }, 'active', 'Grossesse');
  if (week >= 16) {
    const supervised = { dose: 3, timesPerDay: 1, days: 1, instructions: 'prise supervisée' };
    builder.prescription(medicines.sulfadoxinePyrimethamine, supervised, 'completed', 'TPI du paludisme');
  }
  return builder.field('note', writeNote(random, antenatalNote, week)).finish();
}

/** The child's appointments of the national programme that fall into the time, some of them missed or late. */
export const vaccination: Story = (context) => {
  const { random, person } = context;
  return vaccinationSchedule.flatMap((appointment) => {
    const late = random.chance(0.3) ? random.integer(3, 40) : random.integer(0, 2);
    const at = person.birthMilliseconds + (appointment.ageDays + late) * dayMilliseconds;
    if (at < context.fromMilliseconds || at >= context.untilMilliseconds || random.chance(0.1)) return [];
    return [vaccinationVisit(context, at, appointment)];
  });
};

function vaccinationVisit(context: StoryContext, at: number, appointment: VaccinationVisit): RecordGroup {
  const { random, staff } = context;
  const reason = `Vaccination ${appointment.label}`;
  const builder = visit(context, at, reason, staff.nurse);
  builder.field('weight', weightAt(context, ageYearsAt(context, at)));
  builder.field('temperature', random.around(36.8, 0.2, 1));
  for (const [vaccine, dose] of appointment.doses) {
    builder.immunization(vaccine, dose, lotNumber(context));
  }
  return builder.field('note', writeNote(random, childNote, 1)).finish();
}

function lotNumber(context: StoryContext): string {
  return `${context.random.pick(['SI', 'BE', 'GS', 'PF'])}${context.random.digits(5)}`;
}
