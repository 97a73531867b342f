import { bindSpaces } from './bind-spaces.js';
import type { Language } from './language.js';
import { type Dictionary, fill, isOne, type Parameters } from './translate.js';

/** How a component speaks: `t` by key, `count` chooses `key.one` or `key.many`. */
export interface Words<Key extends string> {
  readonly language: Language;
  t(key: Key, parameters?: Parameters): string;
  /** The text under `${stem}.one` or `${stem}.many`, with `{count}`. */
  count(stem: StemOf<Key>, count: number, parameters?: Parameters): string;
}

type StemOf<Key extends string> = Key extends `${infer Stem}.many` ? Stem : never;

export function wordsIn<Key extends string>(
  dictionaries: Readonly<Record<Language, Readonly<Record<Key, string>>>>,
  language: Language,
): Words<Key> {
  const dictionary: Dictionary = dictionaries[language];
  const t = (key: string, parameters?: Parameters) => bindSpaces(fill(dictionary[key] ?? key, parameters));
  return {
    language,
    t,
    count: (stem, count, parameters) =>
      t(`${stem}.${isOne(language, count) ? 'one' : 'many'}`, { count, ...parameters }),
  };
}
