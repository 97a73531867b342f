import { diagnoses as pickList } from '../../../record/clinical/diagnoses.js';
import { bloodPressurePanel, type VitalSign, vitalSignDefinitions } from '../../../record/clinical/vital-signs.js';

/** A code of a code system with the words that stand beside it in a record. */
export interface Coding {
  readonly system: string;
  /** Empty where no code is sure: the words then stand alone. */
  readonly code: string;
  readonly display: string;
}

export const systems = {
  loinc: 'http://loinc.org',
  ucum: 'http://unitsofmeasure.org',
  icd10: 'http://hl7.org/fhir/sid/icd-10',
  atc: 'http://www.whocc.no/atc',
  cvx: 'http://hl7.org/fhir/sid/cvx',
  healthId: 'urn:carnet:health-id',
  nationalId: 'urn:carnet:cm:cni',
  site: 'urn:carnet:site',
  observationCategory: 'http://terminology.hl7.org/CodeSystem/observation-category',
  conditionClinical: 'http://terminology.hl7.org/CodeSystem/condition-clinical',
  conditionVerification: 'http://terminology.hl7.org/CodeSystem/condition-ver-status',
  allergyClinical: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical',
  allergyVerification: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-verification',
  actClass: 'http://terminology.hl7.org/CodeSystem/v3-ActCode',
} as const;

/** Something measured: its LOINC code and UCUM unit. */
export interface Measure {
  readonly code: string;
  readonly display: string;
  readonly unit: string;
  readonly ucum: string;
  readonly category: 'vital-signs' | 'laboratory' | 'exam';
}

function measure(code: string, display: string, unit: string, ucum: string, category: Measure['category']): Measure {
  return { code, display, unit, ucum, category };
}

/** A vital sign exactly as the workstation's forms write it. */
function vital(sign: VitalSign): Measure {
  const { loinc, display, unit, ucum } = vitalSignDefinitions[sign];
  return { code: loinc, display, unit, ucum, category: 'vital-signs' };
}

/** What is measured at a visit (LOINC, UCUM). */
export const measures = {
  temperature: vital('temperature'),
  pulse: vital('pulse'),
  breathing: vital('respiratoryRate'),
  oxygen: vital('oxygenSaturation'),
  weight: vital('weight'),
  armCircumference: vital('midUpperArm'),
  systolic: vital('systolic'),
  diastolic: vital('diastolic'),
  glucose: vital('glycaemia'),
  bloodPressurePanel: measure(bloodPressurePanel.loinc, bloodPressurePanel.display, '', '', 'vital-signs'),
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

/** The words of the pick list where the code is on it. */
function icd(code: string, words: string): Coding {
  const display = pickList.find((choice) => choice.code === code)?.fr ?? words;
  return { system: systems.icd10, code, display };
}

/** Diagnoses of the stories (ICD-10 codes, own French words). */
export const diagnoses = {
  malaria: icd('B54', 'Paludisme, sans précision'),
  malariaSevere: icd('B50.8', 'Paludisme grave à Plasmodium falciparum'),
  typhoid: icd('A01.0', 'Fièvre typhoïde'),
  upperRespiratory: icd('J06.9', 'Infection aiguë des voies respiratoires supérieures'),
  pneumonia: icd('J18.9', 'Pneumopathie, sans précision'),
  bronchitis: icd('J20.9', 'Bronchite aiguë'),
  diarrhoea: icd('A09', 'Diarrhée et gastro-entérite'),
  hypertension: icd('I10', 'Hypertension artérielle essentielle'),
  diabetes: icd('E11.9', 'Diabète de type 2, sans complication'),
  pregnancy: icd('Z34.9', 'Surveillance de grossesse normale'),
  immunisation: icd('Z27.9', 'Vaccination'),
  anaemia: icd('D64.9', 'Anémie, sans précision'),
} as const;

export interface Medicine extends Coding {
  /** How the French prescription says to take it. */
  readonly route: string;
}

const atc = (code: string, display: string, route = 'voie orale'): Medicine => ({
  system: systems.atc,
  code,
  display,
  route,
});

/** Medicines of the national essential list that the stories use (ATC codes). */
export const medicines = {
  artemetherLumefantrine: atc('P01BF01', 'Artéméther 20 mg + luméfantrine 120 mg, comprimé'),
  artesunate: atc('P01BE03', 'Artésunate 60 mg, poudre pour injection', 'voie intraveineuse'),
  sulfadoxinePyrimethamine: atc('P01BD51', 'Sulfadoxine 500 mg + pyriméthamine 25 mg, comprimé'),
  paracetamol: atc('N02BE01', 'Paracétamol 500 mg, comprimé'),
  paracetamolSyrup: atc('N02BE01', 'Paracétamol 120 mg/5 mL, sirop'),
  amoxicillin: atc('J01CA04', 'Amoxicilline 500 mg, gélule'),
  amoxicillinSyrup: atc('J01CA04', 'Amoxicilline 250 mg/5 mL, suspension buvable'),
  ciprofloxacin: atc('J01MA02', 'Ciprofloxacine 500 mg, comprimé'),
  ceftriaxone: atc('J01DD04', 'Ceftriaxone 1 g, poudre pour injection', 'voie intraveineuse'),
  azithromycin: atc('J01FA10', 'Azithromycine 500 mg, comprimé'),
  oralRehydration: atc('A07CA', 'Sels de réhydratation orale, sachet'),
  zinc: atc('A12CB01', 'Zinc 20 mg, comprimé dispersible'),
  ironFolate: atc('B03AD03', 'Fer 60 mg + acide folique 0,4 mg, comprimé'),
  amlodipine: atc('C08CA01', 'Amlodipine 5 mg, comprimé'),
  hydrochlorothiazide: atc('C03AA03', 'Hydrochlorothiazide 25 mg, comprimé'),
  enalapril: atc('C09AA02', 'Énalapril 10 mg, comprimé'),
  metformin: atc('A10BA02', 'Metformine 500 mg, comprimé'),
  glibenclamide: atc('A10BB01', 'Glibenclamide 5 mg, comprimé'),
} as const;

const cvx = (code: string, display: string): Coding => ({ system: systems.cvx, code, display });

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
