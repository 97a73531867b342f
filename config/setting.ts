import { Problem } from '../protocol/problem.js';

/** What every setting says about itself. A setting is data: it is read in `main.ts` and handed down as a value. */
interface SettingFacts {
  readonly help: { readonly en: string; readonly fr: string };
  /** Never printed and never logged. */
  readonly secret: boolean;
}

export interface IntegerSetting extends SettingFacts {
  readonly kind: 'integer';
  readonly unit: string;
  readonly default: number;
  readonly min: number;
  readonly max: number;
}

export interface FlagSetting extends SettingFacts {
  readonly kind: 'flag';
  readonly default: boolean;
}

export interface ChoiceSetting extends SettingFacts {
  readonly kind: 'choice';
  readonly default: string;
  readonly choices: readonly string[];
}

/** A name of a file or folder, or '' for the one that its help tells. */
export interface TextSetting extends SettingFacts {
  readonly kind: 'text';
  readonly default: string;
  readonly charactersMax: number;
}

export type Setting = IntegerSetting | FlagSetting | ChoiceSetting | TextSetting;

/** All settings of one program by name. */
export type Settings = Readonly<Record<string, Setting>>;

/** The values of declared settings, typed by their declaration. */
export type SettingValues<Declared extends Settings> = {
  readonly [Name in keyof Declared]: Declared[Name]['kind'] extends 'integer'
    ? number
    : Declared[Name]['kind'] extends 'flag'
      ? boolean
      : string;
};

/** Where values come from: the parsed `settings.json` of the folder, then the environment, which wins. */
export interface SettingSources {
  readonly file: unknown;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The environment variable of a setting: `logLevel` is `CARNET_LOG_LEVEL`. */
export function environmentName(name: string): string {
  return `CARNET_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

/**
 * Reads the values of declared settings.
 * @throws Problem `usage-wrong` that names the setting that is unknown or out of its range, never its value
 */
export function readSettings<Declared extends Settings>(
  declared: Declared,
  sources: SettingSources,
): SettingValues<Declared> {
  const file = sources.file === undefined ? {} : sources.file;
  if (typeof file !== 'object' || file === null || Array.isArray(file)) {
    throw new Problem('usage-wrong', 'settings.json must be one JSON object');
  }
  for (const name of Object.keys(file)) {
    if (!Object.hasOwn(declared, name)) throw new Problem('usage-wrong', `unknown setting "${name}" in settings.json`);
  }
  const inFile = file as Readonly<Record<string, unknown>>;
  const entries = Object.entries(declared).map(([name, setting]) => {
    const fromEnvironment = sources.environment[environmentName(name)];
    const given = fromEnvironment === undefined ? inFile[name] : fromText(setting, fromEnvironment);
    return [name, given === undefined ? setting.default : check(name, setting, given)];
  });
  return Object.fromEntries(entries) as SettingValues<Declared>;
}

/** The environment holds text only; what does not read as the setting's kind stays text and fails the check. */
function fromText(setting: Setting, text: string): unknown {
  if (setting.kind === 'integer') return /^-?\d{1,15}$/.test(text) ? Number(text) : text;
  if (setting.kind === 'flag') return text === 'true' ? true : text === 'false' ? false : text;
  return text;
}

function check(name: string, setting: Setting, value: unknown): number | boolean | string {
  switch (setting.kind) {
    case 'integer':
      if (Number.isSafeInteger(value) && Number(value) >= setting.min && Number(value) <= setting.max) {
        return Number(value);
      }
      throw new Problem('usage-wrong', `${name} must be a whole number of ${setting.min} to ${setting.max}`);
    case 'flag':
      if (typeof value === 'boolean') return value;
      throw new Problem('usage-wrong', `${name} must be true or false`);
    case 'text':
      if (typeof value === 'string' && value.length <= setting.charactersMax) return value;
      throw new Problem('usage-wrong', `${name} must be text of at most ${setting.charactersMax} characters`);
    case 'choice':
      if (typeof value === 'string' && setting.choices.includes(value)) return value;
      throw new Problem('usage-wrong', `${name} must be one of ${setting.choices.join(', ')}`);
  }
}
