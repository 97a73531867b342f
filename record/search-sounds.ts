import { asObject, asText, valuesAt } from './elements.js';
import { joinedSound, soundsOf } from './identity/name-sound.js';

/** How the words of a HumanName sound, each once: `phonetic`, FHIR R4 SearchParameter `individual-phonetic`. */
export function soundKeys(item: unknown): readonly string[] {
  const name = asObject(item);
  if (name === undefined) return [];
  const textsAt = (path: string) => valuesAt(name, path).flatMap((text) => asText(text) ?? []);
  const parts = ['family', 'given'].flatMap(textsAt);
  const heard = [...parts, ...textsAt('text')].flatMap(soundsOf);
  return [...new Set([...heard, ...parts.flatMap((part) => joinedSound(part) ?? [])])];
}
