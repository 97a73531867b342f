import type { ChoiceSetting, IntegerSetting, TextSetting } from './setting.js';

/** Settings that both programs have. */
export const sharedSettings = {
  logLevel: {
    kind: 'choice',
    choices: ['silent', 'fatal', 'error', 'warn', 'info', 'debug'],
    default: 'info',
    secret: false,
    help: {
      en: 'How much the program logs to its standard error. No level ever logs patient data.',
      fr: 'Niveau du journal technique (sortie d’erreur). Aucun niveau ne contient de données de patients.',
    },
  } satisfies ChoiceSetting,
  stopMillisecondsMax: {
    kind: 'integer',
    unit: 'ms',
    default: 5_000,
    min: 100,
    max: 60_000,
    secret: false,
    help: {
      en: 'How long each part may take to stop in order before the program goes on without it.',
      fr: 'Durée accordée à chaque partie pour s’arrêter proprement.',
    },
  } satisfies IntegerSetting,
  liveHeartbeatSeconds: {
    kind: 'integer',
    unit: 's',
    default: 20,
    min: 1,
    max: 300,
    secret: false,
    help: {
      en: 'Pause between two empty comments on an open /api/live stream, so that proxies keep it open.',
      fr: 'Intervalle entre deux signes de vie sur un flux /api/live ouvert.',
    },
  } satisfies IntegerSetting,
  attachmentMegabytesMax: {
    kind: 'integer',
    unit: 'MB',
    default: 100,
    min: 1,
    max: 4_096,
    secret: false,
    help: {
      en: 'The largest attachment (a scan, a film, a document) that is taken in.',
      fr: 'Taille maximale d’une pièce jointe (cliché, film, document).',
    },
  } satisfies IntegerSetting,
  attachmentStoreMegabytesMax: {
    kind: 'integer',
    unit: 'MB',
    default: 20_480,
    min: 1,
    max: 1_048_576,
    secret: false,
    help: {
      en: 'How much all attachments together may take on the disk.',
      fr: 'Place maximale de toutes les pièces jointes sur le disque.',
    },
  } satisfies IntegerSetting,
  subscriptionNetworks: {
    kind: 'text',
    default: '',
    charactersMax: 1_000,
    secret: false,
    help: {
      en: 'Networks that FHIR Subscriptions may notify although they usually do not, such as this computer: 127.0.0.0/8; with commas between.',
      fr: 'Réseaux que les Subscription FHIR peuvent notifier par exception, comme cette machine : 127.0.0.0/8 ; séparés par des virgules.',
    },
  } satisfies TextSetting,
  subscriptionAuthorityFile: {
    kind: 'text',
    default: '',
    charactersMax: 1_000,
    secret: false,
    help: {
      en: 'Certificates (PEM) of an authority of your own that receivers of FHIR Subscriptions may show; empty: only the usual ones.',
      fr: 'Certificats (PEM) d’une autorité à vous, pour les destinataires des Subscription FHIR ; vide : les usuelles seulement.',
    },
  } satisfies TextSetting,
} as const;
