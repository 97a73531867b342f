import type { VitalSign } from './vital-signs.js';

/** The bounds between normal and not, and between that and critical; a missing bound is never crossed. */
export interface ReferenceRange {
  /** At this or below it is critically low. */
  readonly lowCritical?: number;
  /** Below this it is low. */
  readonly lowNormal?: number;
  /** Above this it is high. */
  readonly highNormal?: number;
  /** At this or above it is critically high. */
  readonly highCritical?: number;
}

/** A range holds for ages below `monthsBelow`. */
type Bands = readonly (readonly [monthsBelow: number, range: ReferenceRange])[];

function range(
  lowCritical: number | undefined,
  lowNormal: number | undefined,
  highNormal?: number,
  highCritical?: number,
): ReferenceRange {
  return {
    ...(lowCritical !== undefined && { lowCritical }),
    ...(lowNormal !== undefined && { lowNormal }),
    ...(highNormal !== undefined && { highNormal }),
    ...(highCritical !== undefined && { highCritical }),
  };
}

const always = Number.POSITIVE_INFINITY;

/**
 * Reference ranges by age. Adults: the outer band of NEWS2 (Royal College of Physicians, 2017) is critical; blood pressure
 * by ISH 2020. Children: WHO IMCI danger signs (fast breathing, fever, hypoxaemia) and the bands of APLS. Arm circumference:
 * WHO 2013, 6 to 59 months. They draw attention and decide nothing.
 */
const bands: Readonly<Partial<Record<VitalSign, Bands>>> = {
  temperature: [
    [3, range(35.4, 36.5, 37.5, 38)],
    [always, range(35, 36, 37.5, 39.1)],
  ],
  pulse: [
    [12, range(80, 100, 160, 200)],
    [24, range(70, 90, 150, 180)],
    [60, range(65, 80, 140, 170)],
    [144, range(60, 70, 120, 150)],
    [always, range(40, 51, 100, 131)],
  ],
  respiratoryRate: [
    [2, range(20, 30, 59, 70)],
    [12, range(15, 25, 49, 70)],
    [60, range(12, 20, 39, 60)],
    [144, range(10, 16, 30, 40)],
    [always, range(8, 12, 20, 25)],
  ],
  oxygenSaturation: [
    [192, range(89, 94)],
    [always, range(91, 96)],
  ],
  systolic: [
    [12, range(60, 70, 100, 120)],
    [60, range(70, 80, 110, 130)],
    [144, range(75, 85, 120, 140)],
    [always, range(90, 101, 139, 180)],
  ],
  diastolic: [
    [60, range(25, 35, 70, 90)],
    [144, range(35, 45, 80, 95)],
    [always, range(40, 55, 89, 110)],
  ],
  glycaemia: [[always, range(53, 70, 139, 300)]],
  midUpperArm: [
    [6, {}],
    [60, range(11.4, 12.5)],
  ],
  bodyMassIndex: [
    [216, {}],
    [always, range(15.9, 18.5, 24.9, 40)],
  ],
};

/** The reference range of a vital sign at an age; without an age, that of adults; `undefined` where there is none. */
export function referenceRange(sign: VitalSign, ageMonths: number | undefined): ReferenceRange | undefined {
  const found = bands[sign]?.find(([monthsBelow]) => (ageMonths ?? 30 * 12) < monthsBelow)?.[1];
  return found === undefined || Object.keys(found).length === 0 ? undefined : found;
}
