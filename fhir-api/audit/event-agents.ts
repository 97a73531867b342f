import type { SiteCode } from '../../protocol/ids.js';
import { siteSystem } from '../../record/interest.js';
import { readReference } from '../../record/reference.js';
import { authorSystem, type Coding, custodian, dicom, participation } from './codings.js';
import type { Pattern } from './event-kind.js';

/** What no entry says (FHIR R4 §2.6, data-absent-reason): it is told to be unknown, and not made up. */
export const unsaid = {
  extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'unknown' }],
} as const;

/** FHIR R4 §6.2: what an agent may be. */
export const agentTypes = ['Practitioner', 'PractitionerRole', 'Organization', 'Device', 'Patient', 'RelatedPerson'];

/** The roles in which IHE BALP has the two ends and the person of each pattern. */
const rolesOf: Readonly<Record<Pattern, { readonly client: Coding; readonly server: Coding; readonly user: Coding }>> =
  {
    Create: { client: dicom('110153'), server: dicom('110152'), user: participation('AUT') },
    Read: { client: dicom('110152'), server: dicom('110153'), user: participation('IRCP') },
    Update: { client: dicom('110153'), server: dicom('110152'), user: participation('AUT') },
    Delete: { client: dicom('110150'), server: custodian, user: participation('AUT') },
    Query: { client: dicom('110153'), server: dicom('110152'), user: participation('IRCP') },
  };

/** The reference that an author of the audit is, without the site where they asked; `undefined` for a part of a program. */
export function agentReferenceOf(author: string): string | undefined {
  const text = author.slice(author.indexOf(' ') + 1);
  const reference = readReference(text);
  return reference?.form === 'relative' && agentTypes.includes(reference.type) ? text : undefined;
}

/** Who asked, by which program, of which node (FHIR R4 AuditEvent.agent). */
export function agentsOf(node: SiteCode, author: string, pattern: Pattern | undefined): readonly object[] {
  const who = whoOf(author);
  const { reference } = who;
  if (pattern === undefined) return [{ who, requestor: true }];
  const { client, server, user } = rolesOf[pattern];
  const isProgram = reference === undefined || reference.startsWith('Device/');
  return [
    ...(isProgram ? [] : [{ type: typeOf(user), who, requestor: true }]),
    { type: typeOf(client), who: isProgram ? who : unsaid, requestor: isProgram, network: unsaid },
    { type: typeOf(server), who: { identifier: nodeIdentifier(node) }, requestor: false, network: unsaid },
  ];
}

/** An author as a Reference: to whom there is one, and by name. */
export function whoOf(author: string): { readonly reference?: string; readonly identifier: object } {
  const reference = agentReferenceOf(author);
  return { ...(reference !== undefined && { reference }), identifier: { system: authorSystem, value: author } };
}

export function nodeIdentifier(node: SiteCode): object {
  return { system: siteSystem, value: node };
}

function typeOf(coding: Coding): object {
  return { coding: [coding] };
}
