import { Problem } from '../../protocol/problem.js';
import { JsonScanner, writeMembers } from '../../record/json-scanner.js';

/** The elements that may point at another entry: Reference.reference, and the uri choices of extensions and parameters. */
const pointers: ReadonlySet<string> = new Set(['reference', 'valueUri', 'valueUrl', 'valueUuid', 'uri']);

/**
 * FHIR R4 §3.1.0.11.2: references from one entry to another, by its `fullUrl`, become references to the id that the
 * entry's resource has got; in narrative too. Identifiers with the same text are left alone: they name the thing in the
 * world, not the entry. Numbers stay as written.
 * A reference `Type/id` in an entry whose `fullUrl` is an address `…/Type/id` means what has its address on the same server
 * (FHIR R4 §2.36.4.1), so it is another entry's, too.
 * @param addresses `Type/id` by `fullUrl`
 * @param fullUrl of the entry that the resource is in
 * @throws Problem `resource-invalid` for a `urn:uuid:` reference that no entry has
 */
export function resolveReferences(resource: string, addresses: ReadonlyMap<string, string>, fullUrl?: string): string {
  if (!resource.includes('urn:') && addresses.size === 0) return resource;
  const base = serverOf(fullUrl);
  const rewritten = new JsonScanner(resource, (key, text) => {
    if (key === 'div') return resolveLinks(text, addresses);
    if (key === 'url') return attachedAt(text, addresses);
    if (!pointers.has(key)) return undefined;
    const address = addresses.get(text) ?? (base === undefined ? undefined : addresses.get(`${base}/${text}`));
    if (address === undefined && key === 'reference' && text.startsWith('urn:uuid:')) {
      throw new Problem('resource-invalid', 'a urn:uuid reference points at no entry of this Bundle');
    }
    return address;
  });
  return writeMembers(rewritten.members());
}

/**
 * The url of an Attachment whose content is another entry: IHE MHD ITI-65 brings a document beside what describes it. Others are
 * what a profile or a value set is called, which may be where it was published; no Binary is, and no `urn:uuid:`.
 */
function attachedAt(url: string, addresses: ReadonlyMap<string, string>): string | undefined {
  const address = addresses.get(url);
  return url.startsWith('urn:') || address?.startsWith('Binary/') === true ? address : undefined;
}

/** The server that an address of a resource is on; `undefined` for what is none, such as `urn:uuid:…`. */
function serverOf(fullUrl: string | undefined): string | undefined {
  return /^(https?:\/\/\S+)\/[A-Z][A-Za-z]{0,63}\/[A-Za-z0-9\-.]{1,64}$/.exec(fullUrl ?? '')?.[1];
}

function resolveLinks(narrative: string, addresses: ReadonlyMap<string, string>): string {
  return narrative.replace(/\b(href|src)="([^"]*)"/g, (whole, attribute: string, target: string) => {
    const address = addresses.get(target);
    return address === undefined ? whole : `${attribute}="${address}"`;
  });
}
