import type { IntegerSetting, TextSetting } from './setting.js';

function text(charactersMax: number, en: string, fr: string): TextSetting {
  return { kind: 'text', default: '', charactersMax, secret: false, help: { en, fr } };
}

/** What a hospital says of itself to the people whose data it keeps (rule R40). */
export const privacySettings = {
  privacyResponsible: text(
    200,
    'Who is responsible for the data by law, as people know it; empty: the name of this site.',
    'Responsable du traitement au sens de la loi, sous son nom connu ; vide : le nom de ce site.',
  ),
  privacyAddress: text(
    300,
    'Postal address of the hospital, for the privacy notice.',
    'Adresse postale de l’hôpital, pour la notice d’information.',
  ),
  privacyContact: text(
    300,
    'Whom patients ask about their data: the data-protection officer, with telephone or e-mail; for the privacy notice.',
    'À qui les patients s’adressent pour leurs données : délégué à la protection des données, avec téléphone ou courriel ; pour la notice.',
  ),
  privacyAuthority: text(
    300,
    'The authority for the protection of personal data, with its address, to which patients may complain; for the privacy notice.',
    'L’autorité de protection des données personnelles, avec son adresse, où les patients peuvent se plaindre ; pour la notice.',
  ),
  privacyRecordYears: {
    kind: 'integer',
    unit: 'years',
    default: 0,
    min: 0,
    max: 100,
    secret: false,
    help: {
      en: 'How long medical records have to be kept after the last visit, by the rules that hold for the hospital; 0: not stated. Nothing is deleted by it.',
      fr: 'Durée de conservation des dossiers médicaux après la dernière visite, selon les règles applicables à l’hôpital ; 0 : non indiquée. Rien n’est supprimé de ce fait.',
    },
  } satisfies IntegerSetting,
} as const;
