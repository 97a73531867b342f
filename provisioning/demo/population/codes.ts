/** A code of a code system with the words that stand beside it in a record. */
export interface Coding {
  readonly system: string;
  /** Empty where no code is sure: the words then stand alone. */
  readonly code: string;
  readonly display: string;
}

const cvxSystem = 'http://hl7.org/fhir/sid/cvx';

/** Something measured: its LOINC code and UCUM unit. */
export interface Measure {
  readonly code: string;
  readonly display: string;
  readonly unit: string;
  readonly ucum: string;
  readonly category: 'laboratory' | 'exam';
}

function measure(code: string, display: string, unit: string, ucum: string, category: Measure['category']): Measure {
  return { code, display, unit, ucum, category };
}

/** What is measured at a visit beside the vital signs of the form (LOINC, UCUM). */
export const measures = {
  fundalHeight: measure('11881-0', 'Uterus Fundal height Tape measure', 'cm', 'cm', 'exam'),
  fetalHeart: measure('55283-6', 'Fetal Heart rate', '/min', '/min', 'exam'),
  haemoglobin: measure('718-7', 'Hemoglobin [Mass/volume] in Blood', 'g/dL', 'g/dL', 'laboratory'),
  glycatedHaemoglobin: measure('4548-4', 'Hemoglobin A1c/Hemoglobin.total in Blood', '%', '%', 'laboratory'),
  creatinine: measure('2160-0', 'Creatinine [Mass/volume] in Serum or Plasma', 'mg/dL', 'mg/dL', 'laboratory'),
} as const;

/** Tests that answer in words. */
export const findings = {
  malariaTest: measure('70569-9', 'Plasmodium sp Ag [Identifier] in Blood by Rapid immunoassay', '', '', 'laboratory'),
  urineProtein: measure('20454-5', 'Protein [Presence] in Urine by Test strip', '', '', 'laboratory'),
  hivTest: measure(
    '68961-2',
    'HIV 1 Ab [Presence] in Serum, Plasma or Blood by Rapid immunoassay',
    '',
    '',
    'laboratory',
  ),
  typhoidTest: measure('', 'Sérodiagnostic de Widal et Félix', '', '', 'laboratory'),
} as const;

/** Diagnoses of the pick list that the stories use (ICD-10). */
export const diagnoses = {
  malaria: 'B54',
  malariaSevere: 'B50.8',
  typhoid: 'A01.0',
  upperRespiratory: 'J06.9',
  pneumonia: 'J18.9',
  bronchitis: 'J20.9',
  hypertension: 'I10',
  diabetes: 'E11.9',
  pregnancy: 'Z34.9',
} as const;

/** Medicines of the pick list that the stories use, by its codes. */
export const medicines = {
  artemetherLumefantrine: 'artemether-lumefantrine-20-120',
  artesunate: 'artesunate-60-injection',
  sulfadoxinePyrimethamine: 'sulfadoxine-pyrimethamine-500-25',
  paracetamol: 'paracetamol-500',
  paracetamolSyrup: 'paracetamol-syrup',
  amoxicillin: 'amoxicillin-500',
  amoxicillinSyrup: 'amoxicillin-syrup',
  ciprofloxacin: 'ciprofloxacin-500',
  ceftriaxone: 'ceftriaxone-1g-injection',
  ironFolate: 'ferrous-folic',
  amlodipine: 'amlodipine-5',
  hydrochlorothiazide: 'hydrochlorothiazide-25',
  enalapril: 'enalapril-10',
  metformin: 'metformin-500',
  glibenclamide: 'glibenclamide-5',
} as const;

const cvx = (code: string, display: string): Coding => ({ system: cvxSystem, code, display });

/** Vaccines of the national programme (CVX codes). */
export const vaccines = {
  bcg: cvx('19', 'BCG'),
  polioOral: cvx('02', 'VPO (polio oral)'),
  hepatitisB: cvx('08', 'Hépatite B, dose de naissance'),
  pentavalent: cvx('102', 'DTC-HepB-Hib (pentavalent)'),
  pneumococcal: cvx('133', 'Pneumocoque PCV13'),
  rotavirus: cvx('122', 'Rotavirus'),
  polioInjected: cvx('10', 'VPI (polio injectable)'),
  malaria: cvx('', 'Paludisme RTS,S'),
  measlesRubella: cvx('04', 'Rougeole-rubéole'),
  yellowFever: cvx('37', 'Fièvre jaune'),
  humanPapilloma: cvx('137', 'HPV'),
  tetanusDiphtheria: cvx('09', 'Td (tétanos-diphtérie)'),
} as const;
