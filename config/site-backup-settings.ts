import type { FlagSetting, IntegerSetting, TextSetting } from './setting.js';

/** What a site does for its own backups (rules B6, B7). */
export const siteBackupSettings = {
  backupEveryMinutes: {
    kind: 'integer',
    unit: 'min',
    default: 1_440,
    min: 0,
    max: 10_080,
    secret: false,
    help: {
      en: 'Pause between two backups of this site made by the clock; 0 makes none.',
      fr: 'Intervalle entre deux sauvegardes automatiques de ce site ; 0 pour aucune.',
    },
  } satisfies IntegerSetting,
  backupFolders: {
    kind: 'text',
    default: '',
    charactersMax: 2_000,
    secret: false,
    help: {
      en: 'Folders on other disks or USB sticks that get a backup too: absolute paths, apart by commas. They must be there; one that is missing is told and tried again.',
      fr: 'Dossiers sur d’autres disques ou clés USB qui reçoivent aussi une sauvegarde : chemins absolus séparés par des virgules. Ils doivent exister ; un absent est signalé et réessayé.',
    },
  } satisfies TextSetting,
  backupsKeptMax: {
    kind: 'integer',
    unit: 'backups',
    default: 3,
    min: 1,
    max: 1_000,
    secret: false,
    help: {
      en: 'Backups that stay at the box, and in each of those folders; beyond it the oldest is removed after a new one is complete.',
      fr: 'Sauvegardes gardées sur le boîtier et dans chacun de ces dossiers ; au-delà, la plus ancienne est retirée une fois la nouvelle complète.',
    },
  } satisfies IntegerSetting,
  backupToHub: {
    kind: 'flag',
    default: true,
    secret: false,
    help: {
      en: 'Whether the newest backup also goes to the hub, encrypted under a key that the hub does not have, over unmetered links only.',
      fr: 'Envoyer aussi la dernière sauvegarde au central, chiffrée par une clé qu’il n’a pas, par les liaisons non comptées seulement.',
    },
  } satisfies FlagSetting,
  drillEveryDays: {
    kind: 'integer',
    unit: 'd',
    default: 7,
    min: 0,
    max: 92,
    secret: false,
    help: {
      en: 'Pause between two drills, which restore the newest backup of each place aside and compare it with its manifest; 0 makes none.',
      fr: 'Intervalle entre deux exercices, qui restaurent à part la dernière sauvegarde de chaque lieu et la comparent à son manifeste ; 0 pour aucun.',
    },
  } satisfies IntegerSetting,
} as const;
