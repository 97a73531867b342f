import { canonicalMembers, setMember } from '../../record/canonical.js';
import { schemaOf } from '../../record/definitions/load.js';
import { type JsonMember, JsonScanner, writeMembers } from '../../record/json-scanner.js';

/** What of each resource an answer shows (FHIR R4 §3.1.1.5.8 and §3.1.1.5.9). */
export type Subset =
  | { readonly kind: 'text' | 'data' }
  /** Base elements; `value` stands for each form of `value[x]`. */
  | { readonly kind: 'elements'; readonly names: readonly string[] };

/** What is always there: without it a resource would be another, or mean something else. */
const always: ReadonlySet<string> = new Set(['resourceType', 'id', 'meta', 'implicitRules', 'modifierExtension']);

const subsettedTag = '{"code":"SUBSETTED","system":"http://terminology.hl7.org/CodeSystem/v3-ObservationValue"}';

/**
 * The part of a resource's canonical text that was asked for, with the elements that its type must have, and
 * `meta.tag` SUBSETTED, so that nobody takes it for the whole or writes it back. Numbers stay as written.
 */
export function subsetText(type: string, body: string, subset: Subset): string {
  const kept = canonicalMembers(body).filter(({ key }) => isKept(type, key, subset));
  return writeMembers(withTag(kept));
}

function isKept(type: string, key: string, subset: Subset): boolean {
  const name = key.startsWith('_') ? key.slice(1) : key;
  if (subset.kind === 'data') return name !== 'text';
  if (always.has(name) || isMandatory(type, name)) return true;
  if (subset.kind === 'elements') return subset.names.some((asked) => isForm(type, asked, name));
  return name === 'text';
}

function isMandatory(type: string, name: string): boolean {
  const elements = schemaOf(type)?.elements ?? {};
  return Object.entries(elements).some(
    ([element, { min }]) => min > 0 && (element === name || isChoice(element.replace('[x]', ''), element, name)),
  );
}

function isForm(type: string, asked: string, name: string): boolean {
  const stem = asked.replace(/\[x\]$/, '');
  if (stem === name) return true;
  const element = `${stem}[x]`;
  return schemaOf(type)?.elements[element] !== undefined && isChoice(stem, element, name);
}

/** `valueQuantity` is a form of `value[x]`. */
function isChoice(stem: string, element: string, name: string): boolean {
  return element.endsWith('[x]') && name.startsWith(stem) && /^[A-Z]/.test(name.slice(stem.length));
}

function withTag(members: readonly JsonMember[]): JsonMember[] {
  const meta = members.find(({ key }) => key === 'meta')?.value ?? '{}';
  const ofMeta = new JsonScanner(meta).members();
  const tags = ofMeta.find(({ key }) => key === 'tag')?.value ?? '[]';
  const others = new JsonScanner(tags).elements().filter((tag) => tag !== subsettedTag);
  const tagged = setMember(ofMeta, 'tag', `[${[...others, subsettedTag].join(',')}]`);
  return setMember(members, 'meta', writeMembers(tagged));
}
