import { type Coding, vaccines } from './codes.js';

/** One appointment of the national vaccination programme. */
export interface VaccinationVisit {
  readonly ageDays: number;
  readonly label: string;
  readonly doses: readonly (readonly [vaccine: Coding, dose: number])[];
}

const week = 7;
const monthDays = 30.44;

/** The programme of Cameroon as public pages give it for 2024 (IPV2 and Rotavac since 2023, RTS,S since January 2024). */
export const vaccinationSchedule: readonly VaccinationVisit[] = [
  {
    ageDays: 1,
    label: 'naissance',
    doses: [
      [vaccines.bcg, 1],
      [vaccines.polioOral, 0],
      [vaccines.hepatitisB, 1],
    ],
  },
  { ageDays: 6 * week, label: '6 semaines', doses: firstYear(1) },
  { ageDays: 10 * week, label: '10 semaines', doses: firstYear(2) },
  { ageDays: 14 * week, label: '14 semaines', doses: [...firstYear(3), [vaccines.polioInjected, 1]] },
  { ageDays: Math.round(6 * monthDays), label: '6 mois', doses: [[vaccines.malaria, 1]] },
  { ageDays: Math.round(7 * monthDays), label: '7 mois', doses: [[vaccines.malaria, 2]] },
  {
    ageDays: Math.round(9 * monthDays),
    label: '9 mois',
    doses: [
      [vaccines.measlesRubella, 1],
      [vaccines.yellowFever, 1],
      [vaccines.polioInjected, 2],
      [vaccines.malaria, 3],
    ],
  },
  { ageDays: Math.round(15 * monthDays), label: '15 mois', doses: [[vaccines.measlesRubella, 2]] },
  { ageDays: Math.round(24 * monthDays), label: '24 mois', doses: [[vaccines.malaria, 4]] },
  { ageDays: Math.round(9 * 365.25), label: '9 ans', doses: [[vaccines.humanPapilloma, 1]] },
];

function firstYear(dose: number): readonly (readonly [Coding, number])[] {
  return [
    [vaccines.pentavalent, dose],
    [vaccines.polioOral, dose],
    [vaccines.pneumococcal, dose],
    [vaccines.rotavirus, dose],
  ];
}
