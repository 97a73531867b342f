import { asObject, asText, valuesAt } from './elements.js';
import { foldText } from './fold.js';
import type { FhirObject } from './resource.js';
import { searchParametersOf } from './search-parameters.js';
import { collectAt, readPath } from './search-path.js';

/**
 * Whether a text that stands beside a code which a token parameter finds has a word that begins as one of those wanted, or
 * several that follow each other (`:text`, FHIR R4 §3.1.1.4.5).
 * @param wanted folded, none of them empty
 */
export function hasTextBeside(value: FhirObject, parameter: string, wanted: readonly string[]): boolean {
  return textsBeside(value, parameter).some((text) => {
    const words = ` ${foldText(text)}`;
    return wanted.some((each) => words.includes(` ${each}`));
  });
}

function textsBeside(value: FhirObject, parameter: string): readonly string[] {
  const { paths = [], unionOf } = searchParametersOf(value.resourceType).get(parameter) ?? {};
  if (unionOf !== undefined) return unionOf.flatMap((part) => textsBeside(value, part));
  const found: unknown[] = [];
  for (const path of paths) collectAt(value, readPath(path), found);
  return found.flatMap(textsOf);
}

/** The text of a CodeableConcept and what its codes are displayed as; the display of a Coding; the type of an Identifier in words. */
function textsOf(item: unknown): readonly string[] {
  const object = asObject(item);
  if (object === undefined) return [];
  return ['text', 'coding.display', 'display', 'type.text']
    .flatMap((path) => valuesAt(object, path))
    .flatMap((text) => asText(text) ?? []);
}
