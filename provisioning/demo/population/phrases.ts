import type { Random } from './random.js';

/** What a note says, part by part; one phrase of each list is taken. `{…}` is filled from the visit. */
export interface NotePlan {
  readonly complaint: readonly string[];
  readonly examination: readonly string[];
  readonly conclusion: readonly string[];
  readonly plan: readonly string[];
}

const closings = [
  'Revoir si pas d’amélioration dans {rest} jours.',
  'Contrôle dans {rest} jours.',
  'Conseils donnés au patient et à la famille.',
  'RDV de contrôle fixé, revenir avant si aggravation.',
  'Signes de danger expliqués ; revenir aussitôt s’ils apparaissent.',
  'Bonne compréhension du traitement.',
  'À revoir avec les résultats.',
];

const generalState = [
  'Bon état général.',
  'État général conservé.',
  'État général moyen, asthénie.',
  'Patient fatigué mais conscient et orienté.',
  'Conjonctives colorées, pas d’ictère.',
  'Conjonctives légèrement pâles, hydratation correcte.',
  'Pas de détresse respiratoire, pas de raideur de la nuque.',
];

/** Writes a clinician's note in French from a plan; `days` is how long the complaint has lasted. */
export function writeNote(random: Random, plan: NotePlan, days: number): string {
  const parts = [
    random.pick(plan.complaint),
    random.pick(generalState),
    random.pick(plan.examination),
    random.pick(plan.conclusion),
    random.pick(plan.plan),
    ...(random.chance(0.6) ? [random.pick(closings)] : []),
  ];
  const rest = String(random.integer(2, 14));
  return parts.join(' ').replaceAll('{days}', String(days)).replaceAll('{rest}', rest);
}

export const malariaNote: NotePlan = {
  complaint: [
    'Fièvre depuis {days} jours avec frissons et céphalées.',
    'Consulte pour fièvre intermittente évoluant depuis {days} j, courbatures, anorexie.',
    'Hyperthermie à domicile depuis {days} jours, un épisode de vomissements.',
    'Amené par la famille : fièvre depuis {days} jours, refus de manger.',
    'Céphalées, douleurs articulaires et sensation de fièvre depuis {days} jours ; automédication au paracétamol.',
    'Fièvre vespérale depuis {days} jours, ne dort pas sous moustiquaire.',
  ],
  examination: [
    'Abdomen souple, rate non palpable.',
    'Splénomégalie stade 1, foie non palpé.',
    'Pas de signe de gravité. Auscultation normale.',
    'Pas de trouble de la conscience, urines claires.',
    'Examen cardio-pulmonaire sans particularité.',
    'Gorge propre, tympans normaux, poumons libres.',
  ],
  conclusion: ['TDR paludisme positif.', 'TDR positif, paludisme simple.', 'Accès palustre simple confirmé au TDR.'],
  plan: [
    'CTA pendant 3 jours selon le poids, paracétamol si fièvre.',
    'Mis sous artéméther-luméfantrine, bien boire, MILDA conseillée.',
    'Traitement par CTA ; première dose prise au centre et bien tolérée.',
    'Artéméther-luméfantrine x 3 j + antipyrétique. Dormir sous moustiquaire imprégnée.',
  ],
};

export const typhoidNote: NotePlan = {
  complaint: [
    'Fièvre en plateau depuis {days} jours, céphalées tenaces, constipation puis diarrhée.',
    'Douleurs abdominales et fièvre depuis {days} jours, boit l’eau du puits.',
    'Asthénie, anorexie et fièvre traînante depuis {days} j malgré un traitement antipaludique.',
  ],
  examination: [
    'Langue saburrale, abdomen météorisé sans défense.',
    'Sensibilité de la fosse iliaque droite, pas de contracture.',
    'Abdomen sensible dans son ensemble, bruits présents.',
  ],
  conclusion: ['Sérologie de Widal évocatrice.', 'Widal TO 1/320.', 'TDR paludisme négatif, Widal en faveur.'],
  plan: [
    'Antibiothérapie, repos, eau bouillie ou traitée.',
    'Ciprofloxacine 10 jours, hygiène des mains et des aliments.',
    'Traitement antibiotique et réhydratation, contrôle clinique.',
  ],
};

export const respiratoryNote: NotePlan = {
  complaint: [
    'Toux et rhinorrhée depuis {days} jours.',
    'Toux grasse depuis {days} jours avec fébricule.',
    'Mal de gorge, nez bouché, toux sèche depuis {days} j.',
    'Toux et respiration rapide notées par la mère depuis {days} jours.',
  ],
  examination: [
    'Gorge érythémateuse, quelques ronchi.',
    'Râles crépitants à la base droite, pas de tirage.',
    'Auscultation pulmonaire claire.',
    'Tympans normaux, adénopathies sous-maxillaires sensibles.',
  ],
  conclusion: ['Tableau d’infection respiratoire.', 'Infection des voies aériennes, pas de signe de gravité.'],
  plan: [
    'Lavage nasal, paracétamol, surveillance à domicile.',
    'Amoxicilline 5 jours, antipyrétique.',
    'Traitement symptomatique, boissons chaudes, éviter la fumée du foyer.',
  ],
};

export const hypertensionNote: NotePlan = {
  complaint: [
    'Contrôle de tension. Pas de plainte.',
    'Suivi HTA, céphalées occasionnelles le matin.',
    'Vient pour renouvellement du traitement antihypertenseur.',
    'Vertiges depuis {days} jours, traitement interrompu faute de moyens.',
    'Suivi mensuel, observance bonne selon le patient.',
  ],
  examination: [
    'Bruits du cœur réguliers, pas de souffle.',
    'Pas d’œdème des membres inférieurs.',
    'Œdèmes discrets des chevilles le soir.',
    'Examen neurologique normal.',
  ],
  conclusion: ['TA à l’objectif.', 'TA encore au-dessus de l’objectif.', 'HTA stable sous traitement.'],
  plan: [
    'Même traitement, régime pauvre en sel et en cube.',
    'Renforcer l’observance, marche 30 min par jour.',
    'Poursuivre le traitement, bilan rénal à prévoir.',
    'Adaptation des doses, automesure conseillée.',
  ],
};

export const diabetesNote: NotePlan = {
  complaint: [
    'Suivi du diabète, polyurie nocturne.',
    'Contrôle de glycémie, pas de malaise.',
    'Soif et fatigue depuis {days} jours.',
    'Renouvellement du traitement, fourmillements des pieds.',
  ],
  examination: [
    'Pieds sans plaie, pouls périphériques perçus.',
    'Sensibilité au monofilament conservée.',
    'Hyposensibilité des orteils, peau sèche.',
  ],
  conclusion: ['Équilibre glycémique moyen.', 'Diabète équilibré.', 'Glycémie à jeun élevée.'],
  plan: [
    'Metformine poursuivie, éducation alimentaire.',
    'Régime, marche quotidienne, soins des pieds expliqués.',
    'Ajustement du traitement, HbA1c dans trois mois.',
  ],
};

export const antenatalNote: NotePlan = {
  complaint: [
    'CPN de routine, mouvements actifs perçus.',
    'Consultation prénatale, pas de métrorragie ni de perte de liquide.',
    'CPN ; quelques brûlures gastriques, pas de céphalée.',
    'Suivi de grossesse sans plainte, dort sous MILDA.',
  ],
  examination: [
    'Utérus bien développé, présentation céphalique.',
    'Col long et fermé, pas de contraction.',
    'BDCF bien perçus et réguliers.',
    'Pas d’œdème, bandelette urinaire négative.',
  ],
  conclusion: ['Grossesse évolutive normale.', 'Évolution normale de la grossesse.'],
  plan: [
    'TPI-SP donné devant nous, fer et acide folique.',
    'Fer + folates, VAT à jour, plan d’accouchement discuté.',
    'Poursuivre fer-folates, prochain RDV dans 4 semaines.',
    'Conseils nutrition et signes de danger, CPN suivante programmée.',
  ],
};

export const childNote: NotePlan = {
  complaint: [
    'Vaccination de routine, enfant bien portant.',
    'Amené pour la vaccination du calendrier, allaitement maternel.',
    'Séance PEV, pas de fièvre ces derniers jours.',
  ],
  examination: ['Poids sur la courbe.', 'Développement psychomoteur normal.', 'Pas de contre-indication.'],
  conclusion: ['Apte à la vaccination.', 'Calendrier suivi.'],
  plan: [
    'Vaccins administrés, effets attendus expliqués à la mère.',
    'Vaccins faits, carnet mis à jour, prochain RDV donné.',
    'Paracétamol si fièvre ce soir, prochain rendez-vous noté au carnet.',
  ],
};
