import { JsonScanner, writeMembers } from '../json-scanner.js';

/** The members of a resource or of one of its parts: canonical text by name, numbers as they were written. */
export type Elements = ReadonlyMap<string, string>;

const choiceTypes =
  /^(deceased|multipleBirth|onset|abatement|effective|value|occurrence|performed|medication|reported|statusReason|asNeeded|quantity|timing|product|scheduled|serviced|born|age|subject|doseNumber|allowed|rate)(Boolean|DateTime|Date|Integer|Decimal|Period|Timing|Range|Ratio|Age|Quantity|String|CodeableConcept|Reference|Instant|Time|SampledData|Attachment|PositiveInt|Uri|Url|Code|Identifier|Coding)$/;

/** The elements of a canonical body; none for a deletion. */
export function elementsOf(body: string | undefined): Elements {
  if (body === undefined) return new Map();
  return new Map(new JsonScanner(body).members().map(({ key, value }) => [key, value]));
}

/** The name that an element is merged under: `_birthDate` goes with `birthDate`, `deceasedDateTime` with `deceased`. */
export function unitNameOf(key: string): string {
  const name = key.startsWith('_') ? key.slice(1) : key;
  return choiceTypes.exec(name)?.[1] ?? name;
}

/** The canonical text of elements. */
export function textOf(elements: Elements): string {
  const members = [...elements].map(([key, value]) => ({ key, value }));
  return writeMembers(members.sort((left, right) => (left.key < right.key ? -1 : left.key > right.key ? 1 : 0)));
}

/** Whether a canonical text is an object. */
export function isObjectText(text: string): boolean {
  return text.startsWith('{');
}

/** The items of a list, each as canonical text; `undefined` when the text is no list. */
export function itemsOf(text: string | undefined): readonly string[] | undefined {
  return text?.startsWith('[') ? new JsonScanner(text).elements() : undefined;
}
