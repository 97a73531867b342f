import { asObject, valuesAt } from './elements.js';
import type { FhirObject } from './resource.js';

/** The identifier system of a site's code. */
export const siteSystem = 'urn:carnet:site';

/** Who a resource is addressed to, by type. */
const addresseePaths: ReadonlyMap<string, string> = new Map([
  ['ServiceRequest', 'performer.identifier'],
  ['Task', 'owner.identifier'],
]);

const siteCodePattern = /^[0-9A-HJKMNP-TV-Z]{3}$/;

/** The codes of the sites that a resource is addressed to: a referral makes its receiver interested in the patient. */
export function sitesNamedBy(value: FhirObject): readonly string[] {
  const path = addresseePaths.get(value.resourceType);
  if (path === undefined) return [];
  const codes = valuesAt(value, path)
    .map((identifier) => asObject(identifier))
    .filter((identifier) => identifier?.['system'] === siteSystem)
    .map((identifier) => String(identifier?.['value']))
    .filter((code) => siteCodePattern.test(code));
  return [...new Set(codes)];
}
