import type { Choice, Form } from './field.js';

/** What people are most often allergic to; words of our own. Anything else is written in words. */
export const allergens: readonly (Choice & { readonly category: string })[] = [
  { code: 'penicillin', fr: 'Pénicilline', en: 'Penicillin', category: 'medication' },
  { code: 'amoxicillin', fr: 'Amoxicilline', en: 'Amoxicillin', category: 'medication' },
  {
    code: 'sulfonamides',
    fr: 'Sulfamides (cotrimoxazole, Fansidar)',
    en: 'Sulfonamides (co-trimoxazole)',
    category: 'medication',
  },
  {
    code: 'cephalosporins',
    fr: 'Céphalosporines (ceftriaxone)',
    en: 'Cephalosporins (ceftriaxone)',
    category: 'medication',
  },
  { code: 'quinine', fr: 'Quinine', en: 'Quinine', category: 'medication' },
  { code: 'chloroquine', fr: 'Chloroquine, amodiaquine', en: 'Chloroquine, amodiaquine', category: 'medication' },
  { code: 'aspirin', fr: 'Aspirine', en: 'Aspirin', category: 'medication' },
  {
    code: 'nsaid',
    fr: 'Anti-inflammatoires (ibuprofène, diclofénac)',
    en: 'NSAIDs (ibuprofen, diclofenac)',
    category: 'medication',
  },
  { code: 'iodine', fr: 'Iode, produits de contraste', en: 'Iodine, contrast media', category: 'medication' },
  {
    code: 'antivenom',
    fr: 'Sérums (antivenin, antitétanique)',
    en: 'Antisera (antivenom, tetanus)',
    category: 'biologic',
  },
  { code: 'groundnut', fr: 'Arachide', en: 'Groundnut', category: 'food' },
  { code: 'seafood', fr: 'Poisson, crustacés', en: 'Fish, seafood', category: 'food' },
  { code: 'egg', fr: 'Œuf', en: 'Egg', category: 'food' },
  { code: 'milk', fr: 'Lait', en: 'Milk', category: 'food' },
  { code: 'latex', fr: 'Latex', en: 'Latex', category: 'environment' },
  { code: 'insect-sting', fr: 'Piqûre d’insecte', en: 'Insect sting', category: 'environment' },
  { code: 'dust', fr: 'Poussière', en: 'Dust', category: 'environment' },
];

/** An allergy or intolerance; it travels first and stands in the banner. */
export const allergyForm: Form = {
  name: 'allergy',
  fields: [
    {
      name: 'substance',
      label: { fr: 'Allergie à', en: 'Allergic to' },
      kind: 'choice',
      required: true,
      choices: allergens,
      freeText: true,
      lengthMax: 200,
    },
    {
      name: 'category',
      label: { fr: 'Catégorie', en: 'Category' },
      kind: 'choice',
      required: true,
      choices: [
        { code: 'medication', fr: 'Médicament', en: 'Medicine' },
        { code: 'food', fr: 'Aliment', en: 'Food' },
        { code: 'environment', fr: 'Environnement', en: 'Environment' },
        { code: 'biologic', fr: 'Produit biologique', en: 'Biological product' },
      ],
    },
    {
      name: 'criticality',
      label: { fr: 'Gravité possible', en: 'Possible severity' },
      kind: 'choice',
      required: true,
      choices: [
        { code: 'high', fr: 'Élevée : danger de mort', en: 'High: danger of death' },
        { code: 'low', fr: 'Faible', en: 'Low' },
        { code: 'unable-to-assess', fr: 'Inconnue', en: 'Unknown' },
      ],
    },
    {
      name: 'reaction',
      label: { fr: 'Réaction observée', en: 'Reaction seen' },
      kind: 'text',
      required: false,
      lengthMax: 300,
    },
  ],
};
