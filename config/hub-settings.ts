import { alertSettings } from './alert-settings.js';
import {
  type IntegerSetting,
  readSettings,
  type SettingSources,
  type SettingValues,
  type TextSetting,
} from './setting.js';
import { sharedSettings } from './shared-settings.js';

/** Every setting of the hub, declared once. */
export const hubSettings = {
  ...sharedSettings,
  ...alertSettings,
  intakeBatchesMax: {
    kind: 'integer',
    unit: 'batches',
    default: 64,
    min: 1,
    max: 1_024,
    secret: false,
    help: {
      en: 'Batches that one transaction may hold; more wait for the next one.',
      fr: 'Nombre de lots par transaction ; les autres attendent la suivante.',
    },
  } satisfies IntegerSetting,
  fanOutChangesMax: {
    kind: 'integer',
    unit: 'changes',
    default: 2_000,
    min: 1,
    max: 100_000,
    secret: false,
    help: {
      en: 'Changes that one round of the fan-out files into the feeds of the sites.',
      fr: 'Changements répartis vers les sites en un tour.',
    },
  } satisfies IntegerSetting,
  indexChangesMax: {
    kind: 'integer',
    unit: 'changes',
    default: 4_000,
    min: 1,
    max: 100_000,
    secret: false,
    help: {
      en: 'Changes whose search rows one round builds behind the commit.',
      fr: 'Changements indexés pour la recherche en un tour.',
    },
  } satisfies IntegerSetting,
  revocationCheckMilliseconds: {
    kind: 'integer',
    unit: 'ms',
    default: 1_000,
    min: 50,
    max: 60_000,
    secret: false,
    help: {
      en: 'How often the certificates of open sessions are compared with the list of active sites.',
      fr: 'Fréquence de comparaison des sessions ouvertes avec la liste des sites actifs.',
    },
  } satisfies IntegerSetting,
  packetBytesMax: {
    kind: 'integer',
    unit: 'bytes',
    default: 16 * 1024 * 1024,
    min: 64 * 1024,
    max: 64 * 1024 * 1024,
    secret: false,
    help: {
      en: 'Largest MQTT packet that a site may send; a larger one closes its connection.',
      fr: 'Taille maximale d’un paquet MQTT ; au-delà, la connexion est fermée.',
    },
  } satisfies IntegerSetting,
  probePort: {
    kind: 'integer',
    unit: 'UDP port',
    default: 0,
    min: 0,
    max: 65_535,
    secret: false,
    help: {
      en: 'UDP port that answers the probes of sites; 0 is the one after the MQTT port.',
      fr: 'Port UDP qui répond aux sondes des sites ; 0 : celui qui suit le port MQTT.',
    },
  } satisfies IntegerSetting,
  alivePort: {
    kind: 'integer',
    unit: 'TCP port',
    default: 0,
    min: 0,
    max: 65_535,
    secret: false,
    help: {
      en: 'Plain HTTP port that answers 204 to /alive and nothing else, so that sites can tell spent credit from a dead line (captiveCheckUrl of a site); best 80. 0: none.',
      fr: 'Port HTTP simple qui répond 204 à /alive et rien d’autre, pour que les sites distinguent crédit épuisé et ligne morte (captiveCheckUrl du site) ; de préférence 80. 0 : aucun.',
    },
  } satisfies IntegerSetting,
  backupEveryMinutes: {
    kind: 'integer',
    unit: 'min',
    default: 60,
    min: 0,
    max: 10_080,
    secret: false,
    help: {
      en: 'Pause between two backups made by the clock; 0 makes none.',
      fr: 'Intervalle entre deux sauvegardes automatiques ; 0 pour aucune.',
    },
  } satisfies IntegerSetting,
  backupFolder: {
    kind: 'text',
    default: '',
    charactersMax: 1_000,
    secret: false,
    help: {
      en: 'Folder of the backups, best on another disk; empty is `backups` in the folder of the hub.',
      fr: 'Dossier des sauvegardes, de préférence sur un autre disque ; vide : `backups` dans le dossier du central.',
    },
  } satisfies TextSetting,
  backupsKeptMax: {
    kind: 'integer',
    unit: 'backups',
    default: 7,
    min: 1,
    max: 1_000,
    secret: false,
    help: {
      en: 'Backups that stay in that folder; beyond it the oldest is removed after a new one is complete.',
      fr: 'Sauvegardes gardées dans ce dossier ; au-delà, la plus ancienne est retirée une fois la nouvelle complète.',
    },
  } satisfies IntegerSetting,
  siteBackupMegabytesMax: {
    kind: 'integer',
    unit: 'MB',
    default: 4_000,
    min: 0,
    max: 10_000_000,
    secret: false,
    help: {
      en: 'What the backups of one site may take at the hub, the one that comes in included; 0 takes none.',
      fr: 'Place que les sauvegardes d’un site peuvent prendre au central, celle qui arrive comprise ; 0 : aucune.',
    },
  } satisfies IntegerSetting,
  tunnelSubnet: {
    kind: 'text',
    default: '',
    charactersMax: 50,
    secret: false,
    help: {
      en: 'Addresses inside of the WireGuard tunnels of sites, e.g. 10.86.0.0/16 or fd86::/64; empty: sites get no tunnels.',
      fr: 'Adresses dans les tunnels WireGuard des sites, p. ex. 10.86.0.0/16 ou fd86::/64 ; vide : pas de tunnels.',
    },
  } satisfies TextSetting,
  tunnelEndpoints: {
    kind: 'text',
    default: '',
    charactersMax: 500,
    secret: false,
    help: {
      en: 'HOST:PORT at which sites reach the WireGuard of the hub, the preferred one first, with commas between; empty: its own name and the port of tunnelPort.',
      fr: 'HÔTE:PORT où les sites joignent le WireGuard du central, le préféré d’abord, séparés par des virgules ; vide : son nom et le port tunnelPort.',
    },
  } satisfies TextSetting,
  tunnelPort: {
    kind: 'integer',
    unit: 'port',
    default: 51_820,
    min: 1,
    max: 65_535,
    secret: false,
    help: {
      en: 'UDP port on which the WireGuard interface of the hub listens.',
      fr: 'Port UDP où écoute l’interface WireGuard du central.',
    },
  } satisfies IntegerSetting,
  tunnelInterface: {
    kind: 'text',
    default: 'carnet0',
    charactersMax: 15,
    secret: false,
    help: {
      en: 'Name of the WireGuard interface of the hub.',
      fr: 'Nom de l’interface WireGuard du central.',
    },
  } satisfies TextSetting,
  tunnelSocket: {
    kind: 'text',
    default: '/run/carnet-peers/peers.sock',
    charactersMax: 100,
    secret: false,
    help: {
      en: 'Socket of the program that adds and removes the peers of the tunnels (carnet-peers.service).',
      fr: 'Socket du programme qui ajoute et retire les pairs des tunnels (carnet-peers.service).',
    },
  } satisfies TextSetting,
  idleLockSeconds: {
    kind: 'integer',
    unit: 's',
    default: 3_600,
    min: 10,
    max: 43_200,
    secret: false,
    help: {
      en: 'A session of the console that nobody uses for so long is locked; the console shows no patients, and hangs on walls.',
      fr: 'Une session de la console inutilisée pendant ce temps est verrouillée ; la console ne montre aucun patient et reste souvent affichée au mur.',
    },
  } satisfies IntegerSetting,
} as const;

export type HubSettings = SettingValues<typeof hubSettings>;

/** @throws Problem `usage-wrong` */
export function readHubSettings(sources: SettingSources): HubSettings {
  return readSettings(hubSettings, sources);
}
