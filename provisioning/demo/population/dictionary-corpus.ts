import type { FhirObject } from '../../../record/resource.js';

/**
 * Cuts the canonical body of a synthetic resource into the fragments that repeat from patient to patient. All that
 * belongs to one patient or one moment (names, numbers, ids, dates, measured values) is cut out (rules S11, R3).
 */
export function fragmentsOf(resource: FhirObject, canonicalBody: string): readonly string[] {
  let text = `${resource.resourceType}${cut}${canonicalBody}`;
  for (const secret of [...secretsOf(resource)].sort((left, right) => right.length - left.length)) {
    text = text.replaceAll(JSON.stringify(secret).slice(1, -1), cut);
  }
  return (
    text
      .replace(/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, cut)
      .replace(/\d{4}(-\d\d){1,2}(T[\d:]{8})?/g, cut)
      .replace(/("value":)-?[\d.]+/g, `$1${cut}`)
      // Sentences of notes come in any order.
      .replace(/([.;:,]) (?=[A-ZÀ-Ý])/g, `$1 ${cut}`)
      .split(cut)
      .filter((fragment) => fragment.length >= fragmentCharactersMin)
  );
}

/** Deflate gains nothing from a match shorter than this. */
const fragmentCharactersMin = 4;
const cut = '\u0000';

/** Values that say who somebody is. */
export function secretsOf(resource: FhirObject): ReadonlySet<string> {
  const secrets = new Set<string>();
  collect(resource, '', secrets);
  return secrets;
}

const personalElements = new Set(['family', 'given', 'district', 'lotNumber', 'birthDate', 'id']);

const staffElements = new Set(['individual', 'performer', 'actor', 'recorder', 'requester', 'assessor']);

function collect(value: unknown, element: string, secrets: Set<string>): void {
  if (typeof value === 'string') {
    if (personalElements.has(element)) secrets.add(value);
    if (element === 'reference') secrets.add(value.slice(value.indexOf('/') + 1));
    return;
  }
  if (Array.isArray(value)) {
    for (const item of value) collect(item, element, secrets);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [name, child] of Object.entries(value)) {
    const ofPerson = (element === 'identifier' || element === 'telecom') && name === 'value';
    const ofStaff = staffElements.has(element) && name === 'display';
    if ((ofPerson || ofStaff) && typeof child === 'string') secrets.add(child);
    else collect(child, name, secrets);
  }
}
