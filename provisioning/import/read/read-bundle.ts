import { Problem } from '../../../protocol/problem.js';
import { JsonScanner } from '../../../record/json-scanner.js';
import { FileFault } from '../file-fault.js';
import { BundleSplitter } from './bundle-splitter.js';
import { type FoundResource, idOfContent } from './found-resource.js';
import { notUtf8 } from './line-splitter.js';
import type { Source } from './source.js';

/** Bundles whose entries are no resources to keep: several versions of one, or answers. */
const otherTypes: readonly string[] = ['history', 'batch-response', 'transaction-response'];
/** What an entry may ask for when it brings its resource (FHIR R4 `http-verb`). */
const bringing: readonly unknown[] = [undefined, 'POST', 'PUT'];

/**
 * The resources of a Bundle file, whatever its type: it is read as a collection. Entries that ask for something else than
 * to bring in their resource are refused one by one.
 * @throws FileFault `body-malformed` where the file is cut off or is a history
 */
export async function* readBundleFile(source: Source, onBytes: (bytes: number) => void): AsyncGenerator<FoundResource> {
  const splitter = new BundleSplitter();
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let line = 0;
  for await (const bytes of source.read(onBytes)) {
    for (const text of splitter.push(decode(decoder, bytes))) {
      line += 1;
      const found = readEntry(text);
      if (found !== undefined) yield { line, ...found };
    }
  }
  splitter.push(decode(decoder));
  splitter.finish();
  refuseOthers(splitter.type, source.path);
}

/** @throws FileFault: not UTF-8 */
function decode(decoder: InstanceType<typeof TextDecoder>, bytes?: Uint8Array): string {
  try {
    return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
  } catch (cause) {
    throw notUtf8({ cause });
  }
}

function refuseOthers(type: string | undefined, path: string): void {
  if (type === undefined || !otherTypes.includes(type)) return;
  throw new FileFault('body-malformed', {
    en: `${path}: a Bundle of type ${type} holds no records to bring in; export a collection`,
    fr: `${path} : un Bundle de type ${type} ne contient pas de dossiers à importer ; exportez une collection`,
  });
}

/** `undefined` for what a search says beside what it found. */
function readEntry(text: string): Omit<FoundResource, 'line'> | undefined {
  try {
    const members = new Map(new JsonScanner(text).members().map(({ key, value }) => [key, value]));
    const mode = (JSON.parse(members.get('search') ?? '{}') as { mode?: unknown }).mode;
    if (mode === 'outcome') return undefined;
    const { method } = JSON.parse(members.get('request') ?? '{}') as { method?: unknown };
    if (!bringing.includes(method)) return { resource: otherMethod(String(method)) };
    const resource = members.get('resource');
    if (resource === undefined) return { resource: withoutResource() };
    return withAddress(resource, JSON.parse(members.get('fullUrl') ?? 'null'));
  } catch (cause) {
    return { resource: cause instanceof Problem ? cause : new Problem('body-malformed', '', [], { cause }) };
  }
}

function withAddress(resource: string, fullUrl: unknown): Omit<FoundResource, 'line'> {
  const { resourceType, id: given } = JSON.parse(resource) as Record<string, unknown>;
  // An entry without id keeps the UUID of its address, so that importing the file again finds it again.
  const named =
    typeof fullUrl === 'string' ? /^urn:uuid:([0-9a-fA-F-]{36})$/.exec(fullUrl)?.[1]?.toLowerCase() : undefined;
  const id = given ?? named ?? idOfContent(resource);
  const text = given === undefined ? `{"id":${JSON.stringify(id)},${resource.slice(1)}` : resource;
  if (typeof fullUrl !== 'string') return { resource: text };
  return { resource: text, address: { fullUrl, reference: `${String(resourceType)}/${String(id)}` } };
}

function otherMethod(method: string): FileFault {
  return new FileFault('method-unsupported', {
    en: `the entry asks for ${method}; an import only brings in`,
    fr: `l’entrée demande ${method} ; un import ne fait qu’apporter`,
  });
}

function withoutResource(): FileFault {
  const words = { en: 'the entry has no resource', fr: 'l’entrée n’a pas de ressource' };
  return new FileFault('resource-structure', words);
}
