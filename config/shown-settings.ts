import type { Settings } from './setting.js';

/** Settings as they may be shown to who helps from afar, by name. */
export type ShownSettings = Readonly<Record<string, number | boolean | string>>;

/**
 * The settings of a folder that differ from their defaults: numbers, flags and choices by value. Of a text only that it is
 * set, for an address may hold a token in its midst (rule O3); what is unknown is named, and its value is not.
 * @param file the parsed `settings.json`; `undefined` when there is none
 */
export function shownSettings(declared: Settings, file: unknown): ShownSettings {
  if (typeof file !== 'object' || file === null) return {};
  const entries = Object.entries(file).map(([name, value]): readonly [string, number | boolean | string] => {
    const setting = Object.hasOwn(declared, name) ? declared[name] : undefined;
    if (setting === undefined) return [name, 'unknown'];
    if (setting.secret || setting.kind === 'text') return [name, 'set'];
    if (typeof value === 'number' || typeof value === 'boolean') return [name, value];
    const isChoice = setting.kind === 'choice' && typeof value === 'string' && setting.choices.includes(value);
    return [name, isChoice ? value : 'wrong'];
  });
  return Object.fromEntries(entries);
}
