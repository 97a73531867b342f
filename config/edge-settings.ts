import { privacySettings } from './privacy-settings.js';
import {
  type ChoiceSetting,
  type FlagSetting,
  type IntegerSetting,
  readSettings,
  type SettingSources,
  type SettingValues,
  type TextSetting,
} from './setting.js';
import { sharedSettings } from './shared-settings.js';
import { siteBackupSettings } from './site-backup-settings.js';

/** Every setting of the program at a hospital, declared once. */
export const edgeSettings = {
  ...sharedSettings,
  ...siteBackupSettings,
  ...privacySettings,
  connectMillisecondsMax: {
    kind: 'integer',
    unit: 'ms',
    default: 5_000,
    min: 100,
    max: 60_000,
    secret: false,
    help: {
      en: 'How long a connection to the hub may take over one link before the link counts as down.',
      fr: 'Durée maximale d’une connexion au central avant que le lien soit déclaré coupé.',
    },
  } satisfies IntegerSetting,
  keepaliveSeconds: {
    kind: 'integer',
    unit: 's',
    default: 15,
    min: 1,
    max: 3_600,
    secret: false,
    help: {
      en: 'Pause between two signs of life on an idle unmetered link.',
      fr: 'Intervalle entre deux signes de vie sur un lien non compté au repos.',
    },
  } satisfies IntegerSetting,
  keepaliveMeteredSeconds: {
    kind: 'integer',
    unit: 's',
    default: 300,
    min: 10,
    max: 3_600,
    secret: false,
    help: {
      en: 'The same on a metered link, where every sign of life is paid for.',
      fr: 'De même sur un lien compté, où chaque signe de vie se paie.',
    },
  } satisfies IntegerSetting,
  meteredMegabytesPerMonth: {
    kind: 'integer',
    unit: 'MB',
    default: 1_000,
    min: 1,
    max: 1_000_000,
    secret: false,
    help: {
      en: 'What a metered link may carry in a month, where the hub gave it no budget of its own. A tenth is kept for urgent records, which are never held back.',
      fr: 'Volume mensuel d’un lien compté sans budget propre. Un dixième est gardé pour l’urgent, qui n’est jamais retenu.',
    },
  } satisfies IntegerSetting,
  meteredStandby: {
    kind: 'choice',
    default: 'cold',
    choices: ['cold', 'warm', 'asleep'],
    secret: false,
    help: {
      en: 'What metered links do while another link works. warm: a session is open. cold: none, but the link is probed. asleep: nothing at all until something urgent is written here.',
      fr: 'Ce que font les liens comptés tant qu’un autre marche. warm : session ouverte. cold : sans session, mais sondé. asleep : rien du tout, jusqu’à ce que de l’urgent soit écrit ici.',
    },
  } satisfies ChoiceSetting,
  meteredPollMinutes: {
    kind: 'integer',
    unit: 'min',
    default: 360,
    min: 1,
    max: 10_080,
    secret: false,
    help: {
      en: 'How often a link that sleeps asks the hub what it has, while no other link works: so long an urgent record towards this site may wait.',
      fr: 'Intervalle auquel un lien endormi interroge le central quand aucun autre ne marche : l’urgent vers ce site peut attendre autant.',
    },
  } satisfies IntegerSetting,
  meteredBulk: {
    kind: 'flag',
    default: false,
    secret: false,
    help: {
      en: 'Whether bulk changes may go over a metered link too, as long as its month lasts.',
      fr: 'Autoriser aussi les envois de masse sur un lien compté, dans la limite du mois.',
    },
  } satisfies FlagSetting,
  modemProgram: {
    kind: 'text',
    default: 'mmcli',
    charactersMax: 200,
    secret: false,
    help: {
      en: 'ModemManager’s command that is asked for the signal of mobile links; empty: modems are not asked.',
      fr: 'Commande de ModemManager interrogée sur le signal des liaisons mobiles ; vide : modems non interrogés.',
    },
  } satisfies TextSetting,
  starlinkAddress: {
    kind: 'text',
    default: '192.168.100.1:9200',
    charactersMax: 300,
    secret: false,
    help: {
      en: 'HOST:PORT where the Starlink terminal of this site tells its status (gRPC); empty: it is not asked.',
      fr: 'HÔTE:PORT où le terminal Starlink du site donne son état (gRPC) ; vide : non interrogé.',
    },
  } satisfies TextSetting,
  captiveCheckUrl: {
    kind: 'text',
    default: '',
    charactersMax: 300,
    secret: false,
    help: {
      en: 'Address of plain HTTP that answers 204, e.g. http://hub.example.cm/alive (see alivePort of the hub). Asked only about a link that went away, to tell spent credit from a dead line; empty: only the port of the hub itself is.',
      fr: 'Adresse HTTP simple qui répond 204, p. ex. http://hub.example.cm/alive (voir alivePort du central). Interrogée seulement quand une liaison tombe, pour distinguer crédit épuisé et ligne morte ; vide : seul le port du central l’est.',
    },
  } satisfies TextSetting,
  cardKeyDays: {
    kind: 'integer',
    unit: 'days',
    default: 365,
    min: 30,
    max: 1_000,
    secret: false,
    help: {
      en: 'How long this site signs health cards with one key; then it makes another. Cards under the earlier one stay good.',
      fr: 'Durée pendant laquelle le site signe les cartes de santé avec une même clé, avant d’en créer une autre. Les cartes déjà signées restent valables.',
    },
  } satisfies IntegerSetting,
  upgradeWindow: {
    kind: 'text',
    default: '01:00-04:00',
    charactersMax: 11,
    secret: false,
    help: {
      en: 'When a staged release may be brought in, local time of the box: HH:MM-HH:MM, also over midnight; empty: at any time. Not while a backup is made, and never on battery.',
      fr: 'Quand une version en attente peut être mise en place, à l’heure locale du boîtier : HH:MM-HH:MM, aussi par-dessus minuit ; vide : à toute heure. Jamais pendant une sauvegarde, ni sur batterie.',
    },
  } satisfies TextSetting,
  idleLockSeconds: {
    kind: 'integer',
    unit: 's',
    default: 300,
    min: 10,
    max: 43_200,
    secret: false,
    help: {
      en: 'A session that nobody uses for so long is locked: the page is covered and keeps what was typed; its person opens it by PIN or password. Typing, pointing and scrolling are use.',
      fr: 'Une session inutilisée pendant ce temps est verrouillée : la page est masquée et garde ce qui était saisi ; son titulaire la rouvre par code PIN ou mot de passe. Taper, pointer et faire défiler comptent comme usage.',
    },
  } satisfies IntegerSetting,
} as const;

export type EdgeSettings = SettingValues<typeof edgeSettings>;

/** @throws Problem `usage-wrong` */
export function readEdgeSettings(sources: SettingSources): EdgeSettings {
  return readSettings(edgeSettings, sources);
}
