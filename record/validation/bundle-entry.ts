import { isResourceTypeKnown } from '../definitions/load.js';
import { asObject, type Elements } from '../elements.js';
import type { Findings } from './finding.js';

const uuid = /^urn:uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const oid = /^urn:oid:[0-2](?:\.(?:0|[1-9]\d*))+$/;
const absolute = /^[a-z][a-z0-9+.-]*:./i;

/** What `Bundle.entry.fullUrl` must be (FHIR R4 §2.36), beyond the invariants: absolute, and of what stands in the entry. */
export function checkBundleEntry({ fullUrl, resource }: Elements, path: string, findings: Findings): void {
  if (typeof fullUrl !== 'string') return;
  if (!isAbsolute(fullUrl)) findings.rule(`${path}.fullUrl`, 'is not an absolute URL, a UUID or an OID');
  else if (isOfAnother(fullUrl, asObject(resource) ?? {})) {
    // Official examples do it. A message or document that came is kept as it came.
    findings.warn(`${path}.fullUrl`, 'names another resource than stands in the entry');
  }
}

function isAbsolute(url: string): boolean {
  if (/^urn:uuid:/i.test(url)) return uuid.test(url);
  if (/^urn:oid:/i.test(url)) return oid.test(url);
  return absolute.test(url);
}

/** An address of a FHIR server ends with the type and the id of the resource. */
function isOfAnother(url: string, { resourceType, id }: Elements): boolean {
  const [, type = '', name] = /^https?:\/\/.*\/([A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})$/.exec(url) ?? [];
  if (!isResourceTypeKnown(type)) return false;
  return (resourceType !== undefined && resourceType !== type) || (id !== undefined && id !== name);
}
