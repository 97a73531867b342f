import { createHash } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  existsSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readdirSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Problem } from '../../protocol/problem.js';
import {
  makePrivateFolder,
  problemOfSystemError,
  readTextIfThere,
  writeFileAtomically,
} from '../folder/atomic-file.js';
import type { ExportedFile, ExportManifest, ExportRequest } from './export-request.js';

/** How far an export is: where its next page begins, and how much of each file is certain. */
export interface ExportState {
  readonly request: ExportRequest;
  readonly site: string;
  readonly through: number;
  readonly types: readonly string[];
  /** The number of the type at hand, and the id behind which it goes on. */
  readonly type: number;
  readonly after: string;
  readonly files: readonly ExportedFile[];
}

const stateName = 'export.part.json';
const manifestName = 'manifest.json';
/** What `writeFileAtomically` leaves beside one of the two when the process ends in the middle of it. */
const halfWritten = /^(?:export\.part|manifest)\.json\.[0-9a-f]{12}\.new$/;

/** The folder that an export is written into: nobody else may read it, and nothing that is there is written over. */
export class ExportFolder {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * Makes the folder, or finds where the same export was cut.
   * @throws Problem `already-exists` when something else is there, `permission-denied`, `disk-full`
   */
  open(request: ExportRequest): ExportState | undefined {
    makePrivateFolder(this.#path);
    this.#removeHalfWritten();
    const text = readTextIfThere(join(this.#path, stateName));
    if (text === undefined) {
      if (readdirSync(this.#path).length > 0) throw new Problem('already-exists', this.#path);
      return undefined;
    }
    const state = JSON.parse(text) as ExportState;
    if (JSON.stringify(state.request) !== JSON.stringify(request)) {
      throw new Problem('already-exists', `${this.#path}: another export was begun there`);
    }
    return state;
  }

  #removeHalfWritten(): void {
    for (const name of readdirSync(this.#path)) {
      if (halfWritten.test(name)) rmSync(join(this.#path, name), { force: true });
    }
  }

  /** Adds to a file, and cuts off before what an earlier run left behind the certain part. @returns its bytes now */
  append(file: string, bytesBefore: number, text: string, gzip: boolean): number {
    const path = join(this.#path, file);
    try {
      const descriptor = openSync(path, existsSync(path) ? 'r+' : 'wx', 0o600);
      try {
        ftruncateSync(descriptor, bytesBefore);
        // Each piece is a member of its own (RFC 1952 §2.2), so that a file can go on after a cut.
        const bytes = gzip ? gzipSync(text) : Buffer.from(text);
        for (let at = 0; at < bytes.length; )
          at += writeSync(descriptor, bytes, at, bytes.length - at, bytesBefore + at);
        fsyncSync(descriptor);
        return bytesBefore + bytes.length;
      } finally {
        closeSync(descriptor);
      }
    } catch (cause) {
      throw problemOfSystemError(cause, path);
    }
  }

  keep(state: ExportState): void {
    writeFileAtomically(join(this.#path, stateName), JSON.stringify(state));
  }

  /** Writes the manifest, and with it the export is whole. */
  async finish(state: ExportState, exportedAt: string): Promise<ExportManifest> {
    const { site, through: position, request } = state;
    const files: ExportManifest['files'][number][] = [];
    for (const file of state.files) files.push({ ...file, sha256: await this.#hash(file.file) });
    const shown = { encrypted: false, attachments: 'not-exported' } as const;
    const manifest = { site, exportedAt, fhirVersion: '4.0.1', position, request, ...shown, files } as const;
    writeFileAtomically(join(this.#path, manifestName), `${JSON.stringify(manifest, null, 2)}\n`);
    rmSync(join(this.#path, stateName), { force: true });
    return manifest;
  }

  async #hash(file: string): Promise<string> {
    const hash = createHash('sha256');
    for await (const piece of createReadStream(join(this.#path, file))) hash.update(piece);
    return hash.digest('hex');
  }
}
