import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Problem } from '../../protocol/problem.js';
import { rewriteReferences } from '../../record/bundle.js';
import { JsonScanner } from '../../record/json-scanner.js';
import { problemOfSystemError } from '../folder/atomic-file.js';
import { BundleSplitter } from './bundle-splitter.js';
import { fileForm, headCharacters } from './file-form.js';
import { importTextCharactersMax } from './limits.js';
import { LineSplitter } from './line-splitter.js';

/** A resource of a file: its text, or the Problem that kept it from being read. */
export interface FoundResource {
  /** Line of an NDJSON file, or number of the entry of a Bundle, from 1. */
  readonly line: number;
  readonly resource: string | Problem;
}

export interface ResourceFile {
  readonly bytes: number;
  /** Reads the file again each time; `onBytes` is told how far it got. */
  read(onBytes: (bytes: number) => void): AsyncGenerator<FoundResource>;
}

/**
 * Opens a file of FHIR resources: NDJSON (one a line), a Bundle, or a single resource. Nothing is held in memory but
 * the resource at hand; of a Bundle also the addresses of its entries, to resolve references between them.
 * @throws Problem `not-found`, `permission-denied`
 */
export async function openResourceFile(path: string): Promise<ResourceFile> {
  try {
    const { size } = await stat(path);
    const form = fileForm(path, await readHead(path));
    if (form === 'lines') return { bytes: size, read: (onBytes) => readLines(path, onBytes) };
    if (form === 'single') return { bytes: size, read: (onBytes) => readSingle(path, onBytes) };
    const addresses = await readAddresses(path);
    return { bytes: size, read: (onBytes) => readBundleFile(path, addresses, onBytes) };
  } catch (cause) {
    throw problemOfSystemError(cause, path);
  }
}

async function readHead(path: string): Promise<string> {
  let head = '';
  for await (const piece of createReadStream(path, { encoding: 'utf8', end: headCharacters })) head += piece;
  return head;
}

async function* readSingle(path: string, onBytes: (bytes: number) => void): AsyncGenerator<FoundResource> {
  let text = '';
  for await (const piece of createReadStream(path, { encoding: 'utf8' })) {
    text += piece;
    if (text.length > importTextCharactersMax) break;
  }
  onBytes(text.length);
  yield { line: 1, resource: text.length > importTextCharactersMax ? new Problem('too-large') : text };
}

async function* readLines(path: string, onBytes: (bytes: number) => void): AsyncGenerator<FoundResource> {
  const splitter = new LineSplitter();
  const stream = createReadStream(path, { encoding: 'utf8', highWaterMark: 256 * 1024 });
  const give = ({ line, text }: { line: number; text: string | undefined }): FoundResource => ({
    line,
    resource: text ?? new Problem('too-large'),
  });
  for await (const piece of stream) {
    for (const line of splitter.push(piece)) yield give(line);
    onBytes(stream.bytesRead);
  }
  for (const line of splitter.finish()) yield give(line);
}

/** `fullUrl` of each entry → `Type/id` that it has here. */
async function readAddresses(path: string): Promise<ReadonlyMap<string, string>> {
  const addresses = new Map<string, string>();
  for await (const { entry } of splitBundle(path, () => {})) {
    if (entry instanceof Problem || entry.fullUrl === undefined) continue;
    const id = idOf(entry);
    if (id !== undefined) addresses.set(entry.fullUrl, `${entry.type}/${id}`);
  }
  return addresses;
}

async function* readBundleFile(
  path: string,
  addresses: ReadonlyMap<string, string>,
  onBytes: (bytes: number) => void,
): AsyncGenerator<FoundResource> {
  for await (const { line, entry } of splitBundle(path, onBytes)) {
    if (entry instanceof Problem) yield { line, resource: entry };
    else yield { line, resource: resolveEntry(entry, addresses) };
  }
}

interface BundleEntry {
  readonly fullUrl: string | undefined;
  readonly type: string;
  readonly id: string | undefined;
  readonly resource: string;
}

async function* splitBundle(path: string, onBytes: (bytes: number) => void) {
  const splitter = new BundleSplitter();
  const stream = createReadStream(path, { encoding: 'utf8', highWaterMark: 256 * 1024 });
  let line = 0;
  for await (const piece of stream) {
    for (const text of splitter.push(piece)) {
      line += 1;
      yield { line, entry: readEntry(text) };
    }
    onBytes(stream.bytesRead);
  }
  splitter.finish();
}

function readEntry(text: string): BundleEntry | Problem {
  try {
    const members = new Map(new JsonScanner(text).members().map(({ key, value }) => [key, value]));
    const resource = members.get('resource');
    if (resource === undefined) return new Problem('resource-structure', 'the entry has no resource');
    const { resourceType, id } = JSON.parse(resource) as Record<string, unknown>;
    const fullUrl: unknown = JSON.parse(members.get('fullUrl') ?? 'null');
    return {
      fullUrl: typeof fullUrl === 'string' ? fullUrl : undefined,
      type: typeof resourceType === 'string' ? resourceType : '',
      id: typeof id === 'string' ? id : undefined,
      resource,
    };
  } catch (cause) {
    return cause instanceof Problem ? cause : new Problem('body-malformed', '', [], { cause });
  }
}

/** An entry without id keeps the UUID of its address, so that importing the file again finds it again. */
function idOf({ id, fullUrl }: BundleEntry): string | undefined {
  return id ?? /^urn:uuid:([0-9a-fA-F-]{36})$/.exec(fullUrl ?? '')?.[1]?.toLowerCase();
}

function resolveEntry(entry: BundleEntry, addresses: ReadonlyMap<string, string>): string | Problem {
  const id = idOf(entry);
  if (id === undefined) return new Problem('resource-structure', 'the entry has neither an id nor a urn:uuid address');
  const withId = entry.id === undefined ? `{"id":${JSON.stringify(id)},${entry.resource.slice(1)}` : entry.resource;
  try {
    return rewriteReferences(withId, (reference) => addresses.get(reference));
  } catch (cause) {
    return cause instanceof Problem ? cause : new Problem('body-malformed', '', [], { cause });
  }
}
