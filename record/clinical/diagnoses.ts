import type { Choice } from '../forms/field.js';

/** The identifier of the ICD-10 code system in FHIR. */
export const icd10System = 'http://hl7.org/fhir/sid/icd-10';

function diagnosis(code: string, fr: string, en: string): Choice {
  return { code, fr, en };
}

/**
 * A short pick list of what a district hospital sees most: ICD-10 codes with words of our own. Anything else is written
 * in words; a site may import the full list.
 */
export const diagnoses: readonly Choice[] = [
  diagnosis('B54', 'Paludisme, forme non précisée', 'Malaria, form not stated'),
  diagnosis('B50.9', 'Paludisme à Plasmodium falciparum', 'Plasmodium falciparum malaria'),
  diagnosis('B50.8', 'Paludisme grave', 'Severe malaria'),
  diagnosis('A01.0', 'Fièvre typhoïde', 'Typhoid fever'),
  diagnosis('A09', 'Diarrhée, gastro-entérite', 'Diarrhoea, gastroenteritis'),
  diagnosis('A00.9', 'Choléra', 'Cholera'),
  diagnosis('A06.9', 'Amibiase', 'Amoebiasis'),
  diagnosis('A15.9', 'Tuberculose pulmonaire', 'Pulmonary tuberculosis'),
  diagnosis('A39.0', 'Méningite à méningocoques', 'Meningococcal meningitis'),
  diagnosis('B05.9', 'Rougeole', 'Measles'),
  diagnosis('B01.9', 'Varicelle', 'Chickenpox'),
  diagnosis('B24', 'Infection à VIH', 'HIV infection'),
  diagnosis('B16.9', 'Hépatite B aiguë', 'Acute hepatitis B'),
  diagnosis('B18.1', 'Hépatite B chronique', 'Chronic hepatitis B'),
  diagnosis('B65.9', 'Bilharziose', 'Schistosomiasis'),
  diagnosis('B73', 'Onchocercose', 'Onchocerciasis'),
  diagnosis('B82.0', 'Parasitose intestinale', 'Intestinal worms'),
  diagnosis('B86', 'Gale', 'Scabies'),
  diagnosis('B35.9', 'Teigne, mycose de la peau', 'Ringworm'),
  diagnosis('J06.9', 'Infection respiratoire haute aiguë', 'Acute upper respiratory infection'),
  diagnosis('J02.9', 'Angine, pharyngite aiguë', 'Acute sore throat'),
  diagnosis('J18.9', 'Pneumonie', 'Pneumonia'),
  diagnosis('J20.9', 'Bronchite aiguë', 'Acute bronchitis'),
  diagnosis('J21.9', 'Bronchiolite', 'Bronchiolitis'),
  diagnosis('J45.9', 'Asthme', 'Asthma'),
  diagnosis('H66.9', 'Otite moyenne', 'Middle ear infection'),
  diagnosis('H10.9', 'Conjonctivite', 'Conjunctivitis'),
  diagnosis('K29.7', 'Gastrite', 'Gastritis'),
  diagnosis('K27.9', 'Ulcère gastro-duodénal', 'Peptic ulcer'),
  diagnosis('K35.8', 'Appendicite aiguë', 'Acute appendicitis'),
  diagnosis('K40.9', 'Hernie inguinale', 'Inguinal hernia'),
  diagnosis('N39.0', 'Infection urinaire', 'Urinary tract infection'),
  diagnosis('N73.9', 'Infection génitale haute', 'Pelvic inflammatory disease'),
  diagnosis('A64', 'Infection sexuellement transmissible', 'Sexually transmitted infection'),
  diagnosis('I10', 'Hypertension artérielle', 'High blood pressure'),
  diagnosis('I50.9', 'Insuffisance cardiaque', 'Heart failure'),
  diagnosis('I64', 'Accident vasculaire cérébral', 'Stroke'),
  diagnosis('E11.9', 'Diabète de type 2', 'Type 2 diabetes'),
  diagnosis('E10.9', 'Diabète de type 1', 'Type 1 diabetes'),
  diagnosis('E46', 'Malnutrition', 'Malnutrition'),
  diagnosis('E43', 'Malnutrition aiguë sévère', 'Severe acute malnutrition'),
  diagnosis('E86', 'Déshydratation', 'Dehydration'),
  diagnosis('D64.9', 'Anémie', 'Anaemia'),
  diagnosis('D57.1', 'Drépanocytose', 'Sickle-cell disease'),
  diagnosis('G40.9', 'Épilepsie', 'Epilepsy'),
  diagnosis('R50.9', 'Fièvre d’origine inconnue', 'Fever of unknown cause'),
  diagnosis('R10.4', 'Douleurs abdominales', 'Abdominal pain'),
  diagnosis('R51', 'Céphalées', 'Headache'),
  diagnosis('M54.5', 'Lombalgie', 'Low back pain'),
  diagnosis('M13.9', 'Arthrite', 'Arthritis'),
  diagnosis('L02.9', 'Abcès de la peau', 'Skin abscess'),
  diagnosis('L30.9', 'Eczéma', 'Eczema'),
  diagnosis('T14.1', 'Plaie', 'Wound'),
  diagnosis('T14.2', 'Fracture', 'Fracture'),
  diagnosis('T30.0', 'Brûlure', 'Burn'),
  diagnosis('T63.0', 'Morsure de serpent', 'Snake bite'),
  diagnosis('V89.2', 'Accident de la circulation', 'Road traffic accident'),
  diagnosis('Z34.9', 'Surveillance de grossesse normale', 'Supervision of normal pregnancy'),
  diagnosis('Z35.9', 'Surveillance de grossesse à risque', 'Supervision of high-risk pregnancy'),
  diagnosis('O14.9', 'Pré-éclampsie', 'Pre-eclampsia'),
  diagnosis('O03.9', 'Fausse couche', 'Miscarriage'),
  diagnosis('O80.9', 'Accouchement normal', 'Normal delivery'),
  diagnosis('O72.1', 'Hémorragie du post-partum', 'Bleeding after birth'),
  diagnosis('P07.3', 'Prématurité', 'Preterm birth'),
  diagnosis('P36.9', 'Infection du nouveau-né', 'Infection of the newborn'),
  diagnosis('Z39.2', 'Visite postnatale', 'Postnatal visit'),
  diagnosis('Z30.9', 'Planification familiale', 'Family planning'),
  diagnosis('Z23', 'Vaccination', 'Vaccination'),
  diagnosis('Z00.0', 'Examen médical', 'Medical examination'),
];

const byCode: ReadonlyMap<string, Choice> = new Map(diagnoses.map((choice) => [choice.code, choice]));

/** The diagnosis of the pick list with a code. */
export function diagnosisOf(code: string): Choice | undefined {
  return byCode.get(code);
}
