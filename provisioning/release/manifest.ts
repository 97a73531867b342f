import type { SchemaFacts } from '../../journal/schema/migrations.js';
import { Problem } from '../../protocol/problem.js';
import { isVersion } from './version-order.js';

/** One file of a release; its path is relative to the release's folder, with `/`. */
export interface ReleaseFile {
  readonly path: string;
  readonly executable: boolean;
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
}

/** What a release does to each database. */
export interface ReleaseSchema {
  readonly journal: SchemaFacts;
  readonly attachments: SchemaFacts;
  readonly telemetry: SchemaFacts;
}

/** The machine that a release runs on; `modules` is the number of Node's binary interface (`process.versions.modules`). */
export interface ReleaseMachine {
  readonly platform: string;
  readonly arch: string;
  readonly modules: string;
}

/** What a release says of itself; signed. */
export interface ReleaseManifest {
  readonly form: 1;
  readonly product: 'carnet';
  readonly version: string;
  /** Milliseconds since 1970, by the clock of who made it. */
  readonly madeAt: number;
  /** Version of the protocol that it speaks. */
  readonly protocol: number;
  readonly schema: ReleaseSchema;
  readonly machine: ReleaseMachine;
  /** What follows the manifest: all files, one behind the other in this order, as one gzip stream. */
  readonly payload: { readonly bytes: number; readonly sha256: string };
  readonly files: readonly ReleaseFile[];
}

const filesMax = 50_000;
const pathCharactersMax = 400;
const fileBytesMax = 512 * 1024 * 1024;

/**
 * Reads a manifest whose signature was proven; a trusted signer may err, too.
 * @throws Problem `release-altered` with what is wrong
 */
export function parseManifest(text: string): ReleaseManifest {
  let manifest: ReleaseManifest;
  try {
    manifest = JSON.parse(text) as ReleaseManifest;
  } catch (cause) {
    throw new Problem('release-altered', 'manifest', [], { cause });
  }
  const wrong = faultOf(manifest);
  if (wrong !== undefined) throw new Problem('release-altered', wrong);
  return manifest;
}

function faultOf(manifest: ReleaseManifest): string | undefined {
  const { form, product, version, madeAt, protocol, schema, machine, payload, files } = manifest;
  if (form !== 1 || product !== 'carnet') return 'form';
  if (typeof version !== 'string' || !isVersion(version)) return 'version';
  if (![madeAt, protocol, payload?.bytes].every(isCount) || !isDigest(payload.sha256)) return 'numbers';
  const facts = [schema?.journal, schema?.attachments, schema?.telemetry];
  if (!facts.every((one) => isCount(one?.version) && isCount(one?.floor) && one.floor <= one.version)) return 'schema';
  if (![machine?.platform, machine?.arch, machine?.modules].every(isName)) return 'machine';
  if (!Array.isArray(files) || files.length === 0 || files.length > filesMax) return 'files';
  return pathsFault(files);
}

function pathsFault(files: readonly ReleaseFile[]): string | undefined {
  const seen = new Set<string>();
  for (const file of files) {
    const { path, executable, bytes, sha256 } = file ?? {};
    if (typeof path !== 'string' || !isSafePath(path)) return `path ${JSON.stringify(path)}`;
    if (typeof executable !== 'boolean' || !isCount(bytes) || bytes > fileBytesMax || !isDigest(sha256)) return path;
    if (seen.has(path)) return `${path} twice`;
    seen.add(path);
  }
  // A file where another one needs a folder.
  const under = files.find(({ path }) => foldersOf(path).some((folder) => seen.has(folder)));
  return under === undefined ? undefined : `${under.path} below a file`;
}

/** Whether a path stays within its folder: no root, no step up, nothing that some system reads otherwise. */
export function isSafePath(path: string): boolean {
  if (path.length === 0 || path.length > pathCharactersMax || !/^[A-Za-z0-9@._+/-]+$/.test(path)) return false;
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

/** The folders that a file lies in, the outermost first, without the release's own. */
export function foldersOf(path: string): readonly string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isDigest(value: unknown): boolean {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && /^[a-z0-9]{1,16}$/.test(value);
}
