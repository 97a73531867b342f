import type { StructureDefinition } from '@medplum/fhirtypes';
import type { ElementTypes } from '../search/typed-elements.js';
import type { CompactSummaries, CompactSummary, SummaryPlace } from './compact.js';

/** What says something of the element that it stands in, and goes with it. */
const goesWith: ReadonlySet<string> = new Set(['id', 'extension']);
/** An extension has no summary, and what the server says of a resource is short: they go whole, or not at all. */
const neverCut: ReadonlySet<string> = new Set(['Extension', 'Meta']);

/** An element of a place, by its name in JSON. */
interface Part {
  readonly name: string;
  /** Where its own elements are defined. */
  readonly place: string;
  readonly isKept: boolean;
  readonly isNeeded: boolean;
}

/** The elements of every type and of every element that has some of its own, with the choices of `[x]` written out. */
type Parts = ReadonlyMap<string, readonly Part[]>;

/**
 * Compiles what `_summary=true` shows (FHIR R4 §3.1.1.5.8): the elements that the definitions mark as summary, at any depth, and
 * those without which what is kept would not be valid or would mean something else.
 */
export function compileSummaries(definitions: readonly StructureDefinition[], types: ElementTypes): CompactSummaries {
  const concrete = definitions.filter(
    ({ kind, abstract, derivation }) =>
      (kind === 'resource' || kind === 'complex-type') && abstract !== true && derivation !== 'constraint',
  );
  const parts = partsOf(concrete, types);
  const places = new Map([...parts].map(([place, list]) => [place, list.filter(({ isKept }) => isKept)]));
  const whole = wholePlaces(parts);
  const placeOf = (place: string): SummaryPlace =>
    Object.fromEntries(
      (places.get(place) ?? []).map(({ name, place: below }) => [
        name,
        whole.has(below) || !parts.has(below) ? '' : below,
      ]),
    );
  const under = (type: string) =>
    Object.fromEntries(
      [...parts.keys()]
        .filter((place) => (place === type || place.startsWith(`${type}.`)) && !whole.has(place))
        .map((place) => [place, placeOf(place)]),
    );
  const summaryOf = (type: string): CompactSummary => ({
    needed: (parts.get(type) ?? []).filter(({ isNeeded }) => isNeeded).map(({ name }) => name),
    places: under(type),
  });
  const typesOf = (kind: StructureDefinition['kind']) =>
    concrete.filter((definition) => definition.kind === kind).map(({ type = '' }) => type);
  return {
    datatypes: Object.assign({}, ...typesOf('complex-type').map(under)),
    types: Object.fromEntries(typesOf('resource').map((type) => [type, JSON.stringify(summaryOf(type))])),
  };
}

function partsOf(definitions: readonly StructureDefinition[], types: ElementTypes): Parts {
  const parts = new Map<string, Part[]>();
  for (const { kind, type, snapshot } of definitions) {
    for (const { path = '', min = 0, isModifier = false, isSummary = false } of snapshot?.element ?? []) {
      const dot = path.lastIndexOf('.');
      if (dot === -1) continue;
      const place = path.slice(0, dot);
      const name = path.slice(dot + 1).replace('[x]', '');
      const isOfPart = kind === 'complex-type' || place !== type;
      const isNeeded = min > 0 || isModifier;
      const isKept = isNeeded || isSummary || (isOfPart && goesWith.has(name));
      const list = parts.get(place) ?? [];
      list.push(...types.below(place, name).map((each) => ({ name: each.name, place: each.place, isKept, isNeeded })));
      parts.set(place, list);
    }
  }
  for (const type of neverCut) parts.delete(type);
  return parts;
}

/** The places of which nothing is left out, however deep. */
function wholePlaces(parts: Parts): ReadonlySet<string> {
  const whole = new Set(parts.keys());
  const isWhole = ({ isKept, place }: Part) => isKept && (whole.has(place) || !parts.has(place));
  for (let before = -1; before !== whole.size; ) {
    before = whole.size;
    for (const place of [...whole]) if (!(parts.get(place) ?? []).every(isWhole)) whole.delete(place);
  }
  return whole;
}
