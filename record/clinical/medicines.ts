import type { Choice } from '../forms/field.js';

/** The identifier of ATC in FHIR. */
export const atcSystem = 'http://www.whocc.no/atc';

/** How a dose is counted: `countable` doses give the quantity to dispense. */
export type DoseUnit =
  | 'tablet'
  | 'capsule'
  | 'sachet'
  | 'ampoule'
  | 'suppository'
  | 'ml'
  | 'drop'
  | 'puff'
  | 'application'
  | 'unit';

/** A medicine of the pick list; `code` is ours, `atc` is the substance's. */
export interface Medicine extends Choice {
  readonly atc: string;
  readonly unit: DoseUnit;
  readonly route: string;
}

export const doseUnits: readonly (Choice & { readonly code: DoseUnit; readonly countable: boolean })[] = [
  { code: 'tablet', fr: 'comprimé', en: 'tablet', countable: true },
  { code: 'capsule', fr: 'gélule', en: 'capsule', countable: true },
  { code: 'sachet', fr: 'sachet', en: 'sachet', countable: true },
  { code: 'ampoule', fr: 'ampoule', en: 'ampoule', countable: true },
  { code: 'suppository', fr: 'suppositoire', en: 'suppository', countable: true },
  { code: 'ml', fr: 'mL', en: 'mL', countable: true },
  { code: 'unit', fr: 'UI', en: 'IU', countable: true },
  { code: 'drop', fr: 'goutte', en: 'drop', countable: false },
  { code: 'puff', fr: 'bouffée', en: 'puff', countable: false },
  { code: 'application', fr: 'application', en: 'application', countable: false },
];

export const routes: readonly Choice[] = [
  { code: 'oral', fr: 'voie orale', en: 'by mouth' },
  { code: 'intravenous', fr: 'voie intraveineuse', en: 'intravenous' },
  { code: 'intramuscular', fr: 'voie intramusculaire', en: 'intramuscular' },
  { code: 'subcutaneous', fr: 'voie sous-cutanée', en: 'subcutaneous' },
  { code: 'rectal', fr: 'voie rectale', en: 'rectal' },
  { code: 'inhaled', fr: 'voie inhalée', en: 'inhaled' },
  { code: 'topical', fr: 'sur la peau', en: 'on the skin' },
  { code: 'eye', fr: 'dans l’œil', en: 'in the eye' },
  { code: 'ear', fr: 'dans l’oreille', en: 'in the ear' },
  { code: 'vaginal', fr: 'voie vaginale', en: 'vaginal' },
];

function medicine(code: string, atc: string, unit: DoseUnit, fr: string, en: string, route = 'oral'): Medicine {
  return { code, atc, unit, route, fr, en };
}

/** A short pick list after the WHO model list of essential medicines; words of our own. Anything else is written in words. */
export const medicines: readonly Medicine[] = [
  medicine(
    'artemether-lumefantrine-20-120',
    'P01BF01',
    'tablet',
    'Artéméther + luméfantrine 20/120 mg',
    'Artemether + lumefantrine 20/120 mg',
  ),
  medicine(
    'artesunate-amodiaquine-100-270',
    'P01BF03',
    'tablet',
    'Artésunate + amodiaquine 100/270 mg',
    'Artesunate + amodiaquine 100/270 mg',
  ),
  medicine(
    'artesunate-60-injection',
    'P01BE03',
    'ampoule',
    'Artésunate 60 mg injectable',
    'Artesunate 60 mg for injection',
    'intravenous',
  ),
  medicine('quinine-300', 'P01BC01', 'tablet', 'Quinine 300 mg', 'Quinine 300 mg'),
  medicine(
    'sulfadoxine-pyrimethamine-500-25',
    'P01BD51',
    'tablet',
    'Sulfadoxine + pyriméthamine 500/25 mg',
    'Sulfadoxine + pyrimethamine 500/25 mg',
  ),
  medicine('paracetamol-500', 'N02BE01', 'tablet', 'Paracétamol 500 mg', 'Paracetamol 500 mg'),
  medicine('paracetamol-syrup', 'N02BE01', 'ml', 'Paracétamol sirop 120 mg/5 mL', 'Paracetamol syrup 120 mg/5 mL'),
  medicine('ibuprofen-400', 'M01AE01', 'tablet', 'Ibuprofène 400 mg', 'Ibuprofen 400 mg'),
  medicine(
    'diclofenac-75-injection',
    'M01AB05',
    'ampoule',
    'Diclofénac 75 mg injectable',
    'Diclofenac 75 mg for injection',
    'intramuscular',
  ),
  medicine('amoxicillin-500', 'J01CA04', 'capsule', 'Amoxicilline 500 mg', 'Amoxicillin 500 mg'),
  medicine(
    'amoxicillin-syrup',
    'J01CA04',
    'ml',
    'Amoxicilline suspension 250 mg/5 mL',
    'Amoxicillin suspension 250 mg/5 mL',
  ),
  medicine(
    'amoxicillin-clavulanate-625',
    'J01CR02',
    'tablet',
    'Amoxicilline + acide clavulanique 625 mg',
    'Amoxicillin + clavulanic acid 625 mg',
  ),
  medicine(
    'ceftriaxone-1g-injection',
    'J01DD04',
    'ampoule',
    'Ceftriaxone 1 g injectable',
    'Ceftriaxone 1 g for injection',
    'intravenous',
  ),
  medicine('ciprofloxacin-500', 'J01MA02', 'tablet', 'Ciprofloxacine 500 mg', 'Ciprofloxacin 500 mg'),
  medicine('cotrimoxazole-480', 'J01EE01', 'tablet', 'Cotrimoxazole 480 mg', 'Co-trimoxazole 480 mg'),
  medicine('doxycycline-100', 'J01AA02', 'tablet', 'Doxycycline 100 mg', 'Doxycycline 100 mg'),
  medicine('azithromycin-500', 'J01FA10', 'tablet', 'Azithromycine 500 mg', 'Azithromycin 500 mg'),
  medicine('erythromycin-500', 'J01FA01', 'tablet', 'Érythromycine 500 mg', 'Erythromycin 500 mg'),
  medicine(
    'gentamicin-80-injection',
    'J01GB03',
    'ampoule',
    'Gentamicine 80 mg injectable',
    'Gentamicin 80 mg for injection',
    'intramuscular',
  ),
  medicine('metronidazole-500', 'P01AB01', 'tablet', 'Métronidazole 500 mg', 'Metronidazole 500 mg'),
  medicine('albendazole-400', 'P02CA03', 'tablet', 'Albendazole 400 mg', 'Albendazole 400 mg'),
  medicine('praziquantel-600', 'P02BA01', 'tablet', 'Praziquantel 600 mg', 'Praziquantel 600 mg'),
  medicine('ivermectin-3', 'P02CF01', 'tablet', 'Ivermectine 3 mg', 'Ivermectin 3 mg'),
  medicine('oral-rehydration-salts', 'A07CA', 'sachet', 'Sels de réhydratation orale', 'Oral rehydration salts'),
  medicine('zinc-20', 'A12CB01', 'tablet', 'Zinc 20 mg', 'Zinc 20 mg'),
  medicine('ferrous-folic', 'B03AD03', 'tablet', 'Fer + acide folique', 'Iron + folic acid'),
  medicine('folic-acid-5', 'B03BB01', 'tablet', 'Acide folique 5 mg', 'Folic acid 5 mg'),
  medicine('vitamin-a-200000', 'A11CA01', 'capsule', 'Vitamine A 200 000 UI', 'Vitamin A 200,000 IU'),
  medicine('amlodipine-5', 'C08CA01', 'tablet', 'Amlodipine 5 mg', 'Amlodipine 5 mg'),
  medicine('amlodipine-10', 'C08CA01', 'tablet', 'Amlodipine 10 mg', 'Amlodipine 10 mg'),
  medicine('enalapril-10', 'C09AA02', 'tablet', 'Énalapril 10 mg', 'Enalapril 10 mg'),
  medicine('hydrochlorothiazide-25', 'C03AA03', 'tablet', 'Hydrochlorothiazide 25 mg', 'Hydrochlorothiazide 25 mg'),
  medicine('furosemide-40', 'C03CA01', 'tablet', 'Furosémide 40 mg', 'Furosemide 40 mg'),
  medicine('methyldopa-250', 'C02AB01', 'tablet', 'Méthyldopa 250 mg', 'Methyldopa 250 mg'),
  medicine(
    'acetylsalicylic-acid-100',
    'B01AC06',
    'tablet',
    'Acide acétylsalicylique 100 mg',
    'Acetylsalicylic acid 100 mg',
  ),
  medicine('metformin-500', 'A10BA02', 'tablet', 'Metformine 500 mg', 'Metformin 500 mg'),
  medicine('metformin-850', 'A10BA02', 'tablet', 'Metformine 850 mg', 'Metformin 850 mg'),
  medicine('glibenclamide-5', 'A10BB01', 'tablet', 'Glibenclamide 5 mg', 'Glibenclamide 5 mg'),
  medicine('insulin-soluble', 'A10AB01', 'unit', 'Insuline rapide', 'Soluble insulin', 'subcutaneous'),
  medicine('omeprazole-20', 'A02BC01', 'capsule', 'Oméprazole 20 mg', 'Omeprazole 20 mg'),
  medicine('metoclopramide-10', 'A03FA01', 'tablet', 'Métoclopramide 10 mg', 'Metoclopramide 10 mg'),
  medicine(
    'salbutamol-inhaler',
    'R03AC02',
    'puff',
    'Salbutamol aérosol 100 µg',
    'Salbutamol inhaler 100 µg',
    'inhaled',
  ),
  medicine('prednisolone-5', 'H02AB06', 'tablet', 'Prednisolone 5 mg', 'Prednisolone 5 mg'),
  medicine('phenobarbital-50', 'N03AA02', 'tablet', 'Phénobarbital 50 mg', 'Phenobarbital 50 mg'),
  medicine(
    'magnesium-sulfate-injection',
    'B05XA05',
    'ampoule',
    'Sulfate de magnésium injectable',
    'Magnesium sulfate for injection',
    'intravenous',
  ),
  medicine(
    'oxytocin-10-injection',
    'H01BB02',
    'ampoule',
    'Ocytocine 10 UI injectable',
    'Oxytocin 10 IU for injection',
    'intramuscular',
  ),
  medicine(
    'tetracycline-eye-ointment',
    'S01AA09',
    'application',
    'Tétracycline pommade ophtalmique 1 %',
    'Tetracycline eye ointment 1%',
    'eye',
  ),
  medicine(
    'benzyl-benzoate-lotion',
    'P03AX01',
    'application',
    'Benzoate de benzyle lotion 25 %',
    'Benzyl benzoate lotion 25%',
    'topical',
  ),
];

const byCode: ReadonlyMap<string, Medicine> = new Map(medicines.map((item) => [item.code, item]));

/** The medicine of the pick list with a code. */
export function medicineOf(code: string): Medicine | undefined {
  return byCode.get(code);
}
