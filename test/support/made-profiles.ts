import type { ValueSetCodes } from '../../record/definitions/compact.js';
import type { Elements } from '../../record/elements.js';
import { makeBook, type ProfileBook } from '../../record/profiles/profile-book.js';
import type { FhirObject } from '../../record/resource.js';
import { Findings } from '../../record/validation/finding.js';

export const profileBase = 'urn:test:profile:';

/** A StructureDefinition of a profile, as somebody writes its differential. */
export function madeProfile(name: string, type: string, element: readonly object[], more: object = {}): Elements {
  return {
    ...{
      resourceType: 'StructureDefinition',
      url: `${profileBase}${name}`,
      name,
      status: 'active',
      fhirVersion: '4.0.1',
    },
    ...{ kind: /^(Extension|[A-Z]\w*(Quantity|Name|Concept|Identifier))$/.test(type) ? 'complex-type' : 'resource' },
    ...{ abstract: false, type, derivation: 'constraint' },
    baseDefinition: `http://hl7.org/fhir/StructureDefinition/${type}`,
    differential: { element },
    ...more,
  };
}

export function bookOf(
  definitions: readonly Elements[],
  valueSets: Readonly<Record<string, ValueSetCodes>> = {},
  enforced = false,
): ProfileBook {
  return makeBook({ profiles: definitions.map((definition) => ({ definition, enforced })), valueSets });
}

/** What a profile says of a resource: `path: text`. */
export function saidBy(book: ProfileBook, name: string, resource: object): readonly string[] {
  return checkBy(book, name, resource).said;
}

/** What a profile says of a resource, and what of it cannot be told. */
export function checkBy(book: ProfileBook, name: string, resource: object) {
  const entry = book.find(`${profileBase}${name}`);
  if (entry === undefined) throw new Error(`no profile ${name}`);
  const findings = new Findings();
  book.check(resource as FhirObject, [entry], findings);
  const [said, noted] = [findings.list, findings.notes].map((list) =>
    list.map(({ path, text }) => `${path}: ${text.replace(` (profile ${name})`, '')}`),
  );
  return { said: said ?? [], noted: noted ?? [] };
}
