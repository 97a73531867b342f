/** The vital signs that a visit takes. */
export const vitalSigns = [
  'temperature',
  'pulse',
  'respiratoryRate',
  'oxygenSaturation',
  'systolic',
  'diastolic',
  'weight',
  'height',
  'glycaemia',
  'midUpperArm',
  'bodyMassIndex',
] as const;

export type VitalSign = (typeof vitalSigns)[number];

/** How a vital sign is named, coded and bounded. Sources: FHIR R4 vital signs profile (LOINC, UCUM). */
export interface VitalSignDefinition {
  readonly fr: string;
  readonly en: string;
  readonly loinc: string;
  /** LOINC's own name of the code. */
  readonly display: string;
  /** The unit as people write it, and its UCUM code. */
  readonly unit: string;
  readonly ucum: string;
  /** Outside of it the value cannot be of a living person: refused everywhere. Both ends are allowed. */
  readonly hardRange: readonly [number, number];
  /** Outside of it people are asked to look again. */
  readonly plausibleRange: readonly [number, number];
  readonly decimals: 0 | 1;
}

function vital(
  names: readonly [fr: string, en: string],
  codes: readonly [loinc: string, display: string, unit: string, ucum: string],
  hardRange: readonly [number, number],
  plausibleRange: readonly [number, number],
  decimals: 0 | 1,
): VitalSignDefinition {
  const [fr, en] = names;
  const [loinc, display, unit, ucum] = codes;
  return { fr, en, loinc, display, unit, ucum, hardRange, plausibleRange, decimals };
}

export const vitalSignDefinitions: Readonly<Record<VitalSign, VitalSignDefinition>> = {
  temperature: vital(
    ['Température', 'Temperature'],
    ['8310-5', 'Body temperature', '°C', 'Cel'],
    [20, 46],
    [34, 42],
    1,
  ),
  pulse: vital(['Pouls', 'Pulse'], ['8867-4', 'Heart rate', '/min', '/min'], [0, 400], [30, 220], 0),
  respiratoryRate: vital(
    ['Fréquence respiratoire', 'Respiratory rate'],
    ['9279-1', 'Respiratory rate', '/min', '/min'],
    [0, 150],
    [6, 80],
    0,
  ),
  oxygenSaturation: vital(
    ['Saturation en oxygène', 'Oxygen saturation'],
    ['2708-6', 'Oxygen saturation in Arterial blood', '%', '%'],
    [0, 100],
    [60, 100],
    0,
  ),
  systolic: vital(
    ['Tension systolique', 'Systolic blood pressure'],
    ['8480-6', 'Systolic blood pressure', 'mmHg', 'mm[Hg]'],
    [0, 350],
    [50, 260],
    0,
  ),
  diastolic: vital(
    ['Tension diastolique', 'Diastolic blood pressure'],
    ['8462-4', 'Diastolic blood pressure', 'mmHg', 'mm[Hg]'],
    [0, 250],
    [25, 160],
    0,
  ),
  weight: vital(['Poids', 'Weight'], ['29463-7', 'Body weight', 'kg', 'kg'], [0.2, 650], [0.5, 250], 1),
  height: vital(['Taille', 'Height'], ['8302-2', 'Body height', 'cm', 'cm'], [15, 280], [25, 230], 1),
  glycaemia: vital(
    ['Glycémie', 'Blood glucose'],
    ['2339-0', 'Glucose [Mass/volume] in Blood', 'mg/dL', 'mg/dL'],
    [10, 3000],
    [20, 800],
    0,
  ),
  midUpperArm: vital(
    ['Périmètre brachial', 'Mid-upper arm circumference'],
    ['56072-2', 'Circumference Mid upper arm - right', 'cm', 'cm'],
    [3, 100],
    [6, 60],
    1,
  ),
  bodyMassIndex: vital(
    ['IMC', 'BMI'],
    ['39156-5', 'Body mass index (BMI) [Ratio]', 'kg/m²', 'kg/m2'],
    [3, 250],
    [8, 80],
    1,
  ),
};

/** The LOINC code of the panel that systolic and diastolic pressure are components of. */
export const bloodPressurePanel = { loinc: '85354-9', display: 'Blood pressure panel with all children optional' };

/** The code by pulse oximetry, which stands beside that of saturation as such (FHIR R4 profile `oxygensat`). */
export const pulseOximetry = { loinc: '59408-5', display: 'Oxygen saturation in Arterial blood by Pulse oximetry' };

const byLoinc: ReadonlyMap<string, VitalSign> = new Map([
  ...vitalSigns.map((sign): [string, VitalSign] => [vitalSignDefinitions[sign].loinc, sign]),
  [pulseOximetry.loinc, 'oxygenSaturation'],
]);

/** The vital sign that a LOINC code names. */
export function vitalSignOfLoinc(code: string): VitalSign | undefined {
  return byLoinc.get(code);
}

/** Weight in kilograms by the square of height in metres, one decimal. */
export function bodyMassIndex(weightKilograms: number, heightCentimetres: number): number {
  const metres = heightCentimetres / 100;
  return Math.round((weightKilograms / (metres * metres)) * 10) / 10;
}
