import type { StoredVersion } from '../../journal/record-store.js';
import { canonicalMembers, setMember } from '../../record/canonical.js';
import { schemaOf } from '../../record/definitions/load.js';
import { summaryOf, summaryOfDatatype } from '../../record/definitions/load-summaries.js';
import type { CompactSummary, SummaryPlace } from '../../record/definitions/summary/compact.js';
import { type JsonMember, JsonScanner, writeMembers } from '../../record/json-scanner.js';

/** What of each resource an answer shows (FHIR R4 §3.1.1.5.8 and §3.1.1.5.9). */
export type Subset =
  | { readonly kind: 'summary' | 'text' | 'data' }
  /** Base elements, or `Type.name` for those of one type; `value` stands for each form of `value[x]`. */
  | { readonly kind: 'elements'; readonly names: readonly string[] };

/** What is always there, whatever the definitions say. */
const always: ReadonlySet<string> = new Set(['resourceType', 'id', 'meta', 'implicitRules', 'modifierExtension']);

const subsettedTag = '{"code":"SUBSETTED","system":"http://terminology.hl7.org/CodeSystem/v3-ObservationValue"}';

/** A version with that part of its body that was asked for. */
export function partOf(version: StoredVersion, subset: Subset | undefined): StoredVersion {
  return subset === undefined ? version : { ...version, body: subsetText(version.type, version.body, subset) };
}

/**
 * The part of a resource's canonical text that was asked for, with the elements that its type must have and those that change
 * its meaning, and `meta.tag` SUBSETTED, so that nobody takes it for the whole or writes it back. Numbers stay as written.
 */
function subsetText(type: string, body: string, subset: Subset): string {
  const members = canonicalMembers(body);
  return writeMembers(
    withTag(subset.kind === 'summary' ? summaryMembers(type, members) : keptOf(type, members, subset)),
  );
}

function keptOf(type: string, members: readonly JsonMember[], subset: Subset): readonly JsonMember[] {
  if (subset.kind === 'data') return members.filter(({ key }) => nameOf(key) !== 'text');
  const needed = summaryOf(type)?.needed ?? [];
  const isAsked =
    subset.kind === 'elements'
      ? (name: string) => subset.names.some((asked) => isForm(type, asked, name))
      : (name: string) => name === 'text';
  return members.filter(({ key }) => {
    const name = nameOf(key);
    return always.has(name) || needed.includes(name) || isAsked(name);
  });
}

/** Of a type that FHIR R4 does not have nobody knows what a summary would be: it is shown whole. */
function summaryMembers(type: string, members: readonly JsonMember[]): readonly JsonMember[] {
  const summary = summaryOf(type);
  return summary === undefined ? members : within(summary.places, type, members);
}

function within(places: CompactSummary['places'], place: string, members: readonly JsonMember[]): JsonMember[] {
  const elements = placeOf(places, place);
  return members.flatMap((member) => {
    const name = nameOf(member.key);
    if (name === 'resourceType') return [member];
    const below = Object.hasOwn(elements, name) ? elements[name] : undefined;
    if (below === undefined) return [];
    return [below === '' ? member : { key: member.key, value: summaryText(places, below, member.value) }];
  });
}

/** What would be left empty goes whole: an empty object is no FHIR. */
function summaryText(places: CompactSummary['places'], place: string, value: string): string {
  if (value.startsWith('[')) {
    const items = new JsonScanner(value).elements();
    return `[${items.map((item) => summaryText(places, place, item)).join(',')}]`;
  }
  if (!value.startsWith('{')) return value;
  const kept = within(places, place, new JsonScanner(value).members());
  return kept.length === 0 ? value : writeMembers(kept);
}

function placeOf(places: CompactSummary['places'], place: string): SummaryPlace {
  return (Object.hasOwn(places, place) ? places[place] : summaryOfDatatype(place)) ?? {};
}

/** The name of an element; what says more of a primitive one stands beside it as `_name` (FHIR R4 §2.6.2.1). */
function nameOf(key: string): string {
  return key.startsWith('_') ? key.slice(1) : key;
}

function isForm(type: string, asked: string, name: string): boolean {
  const dot = asked.indexOf('.');
  if (dot !== -1 && asked.slice(0, dot) !== type) return false;
  const stem = asked.slice(dot + 1).replace(/\[x\]$/, '');
  if (stem === name) return true;
  // `valueQuantity` is a form of `value[x]`.
  return (
    schemaOf(type)?.elements[`${stem}[x]`] !== undefined &&
    /^[A-Z]/.test(name.slice(stem.length)) &&
    name.startsWith(stem)
  );
}

function withTag(members: readonly JsonMember[]): JsonMember[] {
  const meta = members.find(({ key }) => key === 'meta')?.value ?? '{}';
  const ofMeta = new JsonScanner(meta).members();
  const tags = ofMeta.find(({ key }) => key === 'tag')?.value ?? '[]';
  const others = new JsonScanner(tags).elements().filter((tag) => tag !== subsettedTag);
  const tagged = setMember(ofMeta, 'tag', `[${[...others, subsettedTag].join(',')}]`);
  return setMember(members, 'meta', writeMembers(tagged));
}
