import { type IntegerSetting, readSettings, type SettingSources, type SettingValues } from './setting.js';
import { sharedSettings } from './shared-settings.js';

/** Every setting of the program at a hospital, declared once. */
export const edgeSettings = {
  ...sharedSettings,
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
} as const;

export type EdgeSettings = SettingValues<typeof edgeSettings>;

/** @throws Problem `usage-wrong` */
export function readEdgeSettings(sources: SettingSources): EdgeSettings {
  return readSettings(edgeSettings, sources);
}
