import type { ChoiceSetting, IntegerSetting, TextSetting } from './setting.js';

function text(defaultValue: string, charactersMax: number, en: string, fr: string): TextSetting {
  return { kind: 'text', default: defaultValue, charactersMax, secret: false, help: { en, fr } };
}

/** The hub's settings of alerts: when there is one, and how it reaches people. */
export const alertSettings = {
  alertDelaySeconds: {
    kind: 'integer',
    unit: 's',
    default: 120,
    min: 1,
    max: 3_600,
    secret: false,
    help: {
      en: 'How long a site or link must be away before it is an alert.',
      fr: 'Durée d’absence d’un site ou d’une liaison avant une alerte.',
    },
  } satisfies IntegerSetting,
  alertGraceSeconds: {
    kind: 'integer',
    unit: 's',
    default: 180,
    min: 0,
    max: 3_600,
    secret: false,
    help: {
      en: 'How long a hub that has just started waits for its sites before one that is away counts as such.',
      fr: 'Délai laissé aux sites pour revenir après un démarrage du central avant de les dire absents.',
    },
  } satisfies IntegerSetting,
  alertSeverityMin: {
    kind: 'choice',
    choices: ['info', 'warning', 'critical'],
    default: 'warning',
    secret: false,
    help: {
      en: 'Alerts below this severity are shown, and not sent.',
      fr: 'Les alertes moins graves sont affichées, mais pas envoyées.',
    },
  } satisfies ChoiceSetting,
  alertLanguage: {
    kind: 'choice',
    choices: ['fr', 'en'],
    default: 'fr',
    secret: false,
    help: { en: 'Language of the alerts that are sent.', fr: 'Langue des alertes envoyées.' },
  } satisfies ChoiceSetting,
  alertMailHost: text(
    '',
    253,
    'Mail server (SMTP) that takes alerts; empty: none are mailed.',
    'Serveur de courriel (SMTP) des alertes ; vide : aucun courriel.',
  ),
  alertMailPort: {
    kind: 'integer',
    unit: 'port',
    default: 587,
    min: 1,
    max: 65_535,
    secret: false,
    help: {
      en: 'Its port: 587 with STARTTLS, 465 with TLS.',
      fr: 'Son port : 587 avec STARTTLS, 465 avec TLS.',
    },
  } satisfies IntegerSetting,
  alertMailSecurity: {
    kind: 'choice',
    choices: ['starttls', 'tls', 'none'],
    default: 'starttls',
    secret: false,
    help: {
      en: 'How the connection to it is protected; `none` only without a user, or on this machine.',
      fr: 'Protection de la connexion ; `none` seulement sans utilisateur, ou sur cette machine.',
    },
  } satisfies ChoiceSetting,
  alertMailUser: text(
    '',
    320,
    'Who signs in there; empty: nobody does.',
    'Utilisateur du serveur ; vide : sans connexion.',
  ),
  alertMailPasswordFile: text(
    '',
    1_000,
    'File that holds the password, readable by its owner only.',
    'Fichier du mot de passe, lisible par son propriétaire seulement.',
  ),
  alertMailFrom: text('', 320, 'Address that alerts are sent from.', 'Adresse d’expéditeur des alertes.'),
  alertMailTo: text(
    '',
    2_000,
    'Addresses that they are sent to, with commas between.',
    'Adresses des destinataires, séparées par des virgules.',
  ),
  alertWebhookUrl: text(
    '',
    2_000,
    'HTTPS address that each alert is posted to as JSON; plain HTTP on this machine only; empty: none.',
    'Adresse HTTPS où chaque alerte est postée en JSON ; HTTP sur cette machine seulement ; vide : aucune.',
  ),
  alertWebhookSecretFile: text(
    '',
    1_000,
    'File that holds the secret which signs those posts, 16 characters at least.',
    'Fichier du secret qui signe ces envois, 16 caractères au moins.',
  ),
  alertAuthorityFile: text(
    '',
    1_000,
    'Certificates (PEM) of an authority of your own that mail server and webhook may show; empty: only the usual ones.',
    'Certificats (PEM) d’une autorité à vous, pour le serveur de courriel et le webhook ; vide : les usuelles seulement.',
  ),
} as const;
