import type { LeafPlan } from './leaf.js';

/** The commands that only hold others: what they are for, and where to begin. */
export const groups = {
  carnet: {
    summary: {
      en: 'Carnet: a patient’s record that survives lost paper, power cuts and dead networks.\nExit codes: 0 done · 1 failed · 2 wrong usage · 3 refused.',
      fr: 'Carnet : un dossier patient qui survit au papier perdu, aux coupures et aux réseaux en panne.\nCodes de sortie : 0 fait · 1 échec · 2 commande fautive · 3 refusé.',
    },
    examples: [
      ['carnet demo', { en: 'a hub and two hospitals, to try', fr: 'un central et deux hôpitaux, pour essayer' }],
      ['carnet hub init', { en: 'at the hub, once', fr: 'au central, une fois' }],
      ['carnet site add "Hôpital de Garoua"', { en: 'at the hub: prints the code', fr: 'au central : donne le code' }],
      ['carnet join 7KD-…', { en: 'on the box, with that code', fr: 'sur le boîtier, avec ce code' }],
      ['carnet doctor', { en: 'when something is wrong', fr: 'quand quelque chose ne va pas' }],
    ],
  },
  hub: {
    summary: { en: 'the hub in the middle', fr: 'le central' },
    examples: [
      ['carnet hub init --host hub.sante.cm', { en: 'create it', fr: 'le créer' }],
      ['carnet hub run', { en: 'run it until it is stopped', fr: 'le lancer jusqu’à son arrêt' }],
    ],
  },
  issuing: {
    summary: {
      en: 'what signs the certificates of the sites, and how it is exchanged',
      fr: 'ce qui signe les certificats des sites, et comment le remplacer',
    },
    examples: [
      [
        'carnet hub issuing rotate --root /media/stick/root-key.carnet',
        { en: 'the stick is in this machine', fr: 'la clé USB est dans cette machine' },
      ],
      ['carnet hub issuing request --out request.pem', { en: 'or by files', fr: 'ou par des fichiers' }],
      [
        'carnet hub issuing rebuild --root /media/stick/root-key.carnet',
        { en: 'the hub has lost its folder identity/', fr: 'le central a perdu son dossier identity/' },
      ],
    ],
  },
  trust: {
    summary: { en: 'the roots that all nodes trust', fr: 'les racines reconnues par tous les nœuds' },
    examples: [
      ['carnet hub trust status', { en: 'where an exchange stands', fr: 'où en est un remplacement' }],
      [
        'carnet hub trust announce --new-root root-2.carnet --root root-key.carnet',
        { en: 'begin to exchange the root', fr: 'commencer à remplacer la racine' },
      ],
    ],
  },
  alerts: {
    summary: { en: 'how alerts reach people', fr: 'comment les alertes parviennent aux personnes' },
    examples: [['carnet hub alerts test', { en: 'send a test message', fr: 'envoyer un message d’essai' }]],
  },
  site: {
    summary: { en: 'the hub’s register of sites', fr: 'le registre des sites du central' },
    examples: [
      ['carnet site add "Hôpital de Garoua" --region Nord', { en: 'register a site', fr: 'inscrire un site' }],
      [
        'carnet site kit request.txt --out bundle.txt',
        { en: 'enrol a box without a network', fr: 'enrôler un boîtier sans réseau' },
      ],
      ['carnet site list', { en: 'all sites', fr: 'tous les sites' }],
    ],
  },
  edge: {
    summary: { en: 'the appliance at a hospital', fr: 'le boîtier d’un hôpital' },
    examples: [['carnet edge run', { en: 'run it until it is stopped', fr: 'le lancer jusqu’à son arrêt' }]],
  },
  links: {
    summary: { en: 'links to the hub and their tunnels', fr: 'les liaisons vers le central et leurs tunnels' },
    examples: [
      ['carnet links check', { en: 'what is wrong with them, and the fix', fr: 'ce qui ne va pas, et le remède' }],
      [
        'carnet links render --format wg-quick --out /root/carnet-links',
        { en: 'configuration of the tunnels', fr: 'la configuration des tunnels' },
      ],
      ['carnet links test', { en: 'loss and round trips of each', fr: 'pertes et allers-retours de chacune' }],
      ['carnet links status', { en: 'as the running program sees them', fr: 'comme le programme les voit' }],
    ],
  },
  release: {
    summary: { en: 'signed releases, where they are made', fr: 'les versions signées, là où elles sont faites' },
    examples: [
      ['carnet release key --out release.key', { en: 'once, on a safe machine', fr: 'une fois, sur une machine sûre' }],
      [
        'carnet release pack --key release.key --out carnet-0.2.0.release',
        { en: 'from a built tree', fr: 'depuis une arborescence construite' },
      ],
    ],
  },
  key: {
    summary: { en: 'the key of the records, and the ways to it', fr: 'la clé des données, et les accès à elle' },
    examples: [
      ['carnet key status', { en: 'each way, and its risk', fr: 'chaque accès, et son risque' }],
      ['carnet key add-slot recovery', { en: 'a code to print', fr: 'un code à imprimer' }],
    ],
  },
  audit: {
    summary: { en: 'the trail of who did and saw what', fr: 'la trace de qui a fait et vu quoi' },
    examples: [
      ['carnet audit verify', { en: 'was it altered, and where', fr: 'fut-elle altérée, et où' }],
      ['carnet audit verify --json', { en: 'for a script: exit 1 if so', fr: 'pour un script : code 1 si oui' }],
    ],
  },
  record: {
    summary: { en: 'what the law asks of the records', fr: 'ce que la loi demande des dossiers' },
    examples: [
      [
        'carnet record export-subject --patient 0199… --output copy',
        { en: 'a patient’s copy', fr: 'la copie d’un patient' },
      ],
      ['carnet record erase --patient 0199… --dry-run', { en: 'what would go', fr: 'ce qui partirait' }],
      ['carnet record erasures', { en: 'which sites have done it', fr: 'quels sites l’ont fait' }],
    ],
  },
  privacy: {
    summary: {
      en: 'what the law on personal data asks of a node',
      fr: 'ce que la loi sur les données demande d’un nœud',
    },
    examples: [
      [
        'carnet privacy register',
        { en: 'what is processed, why, for whom', fr: 'ce qui est traité, pourquoi, pour qui' },
      ],
      [
        'carnet privacy retention',
        { en: 'for how long what is kept, and what is due', fr: 'combien de temps quoi est gardé, et ce qui est échu' },
      ],
      [
        'carnet privacy breach --account awa --from 2026-11-20',
        { en: 'the notice of a breach', fr: 'la notification d’une violation' },
      ],
    ],
  },
  profile: {
    summary: {
      en: 'profiles that resources are checked by, beside FHIR R4 itself',
      fr: 'les profils qui vérifient les ressources, outre FHIR R4 lui-même',
    },
    examples: [
      ['carnet profile add package.tgz', { en: 'all profiles of a package', fr: 'tous les profils d’un paquet' }],
      [
        'carnet profile list',
        { en: 'what is checked, and what is not', fr: 'ce qui est vérifié, et ce qui ne l’est pas' },
      ],
    ],
  },
  user: {
    summary: { en: 'people who may sign in', fr: 'les personnes qui se connectent' },
    examples: [['carnet user list', { en: 'who they are', fr: 'qui elles sont' }]],
  },
  token: {
    summary: { en: 'tokens of machines', fr: 'les jetons des machines' },
    examples: [
      ['carnet token create cobas --scope system/Observation.c', { en: 'for an analyser', fr: 'pour un automate' }],
      ['carnet token issue --user labo --ttl 8h', { en: 'on behalf of a person', fr: 'au nom d’une personne' }],
    ],
  },
} as const satisfies Record<string, Pick<LeafPlan, 'summary' | 'examples'>>;
