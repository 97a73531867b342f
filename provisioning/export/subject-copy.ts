import { createHash, type Hash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { AuditStretch } from '../../journal/audit/audit-query.js';
import { copyPieces } from '../../journal/subject-copy/copy-pieces.js';
import type { CopySource } from '../../journal/subject-copy/copy-source.js';
import type { ResourceId, SiteCode } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { CopyBundle } from '../../record/subject-copy/copy-bundle.js';
import { CopyPage } from '../../record/subject-copy/copy-page.js';
import type { CopyPiece, CopyWriter } from '../../record/subject-copy/copy-piece.js';
import type { NodeSession } from '../commands/node-session.js';
import { makePrivateFolder, problemOfSystemError, writeFileAtomically } from '../folder/atomic-file.js';

export interface CopyOptions {
  readonly patient: string;
  readonly output: string;
  readonly operator: string;
  readonly call: NodeSession['call'];
  readonly shouldStop: () => boolean;
}

/** What `manifest.json` says; it is written last, so a copy that has one is whole. */
export interface CopyManifest {
  readonly patient: string;
  readonly site: SiteCode;
  /** ISO 8601. */
  readonly madeAt: string;
  readonly encrypted: false;
  readonly resources: number;
  readonly versions: number;
  readonly looks: number;
  /** Documents and images; those that had not arrived at the node are not in the copy. */
  readonly contents: number;
  readonly contentsMissing: number;
  readonly holders: readonly string[];
  readonly files: readonly { readonly file: string; readonly bytes: number; readonly sha256: string }[];
}

/**
 * Writes all that is kept of a person into a new folder: for reading in both languages, and as FHIR (rules R37, R38). What a copy
 * that was stopped left behind is taken away.
 * @throws Problem `already-exists` where something is in the folder, `not-found`, `erased`, `deleted`, `disk-full`
 */
export async function writeSubjectCopy(options: CopyOptions): Promise<CopyManifest | undefined> {
  const { patient, output, operator, call, shouldStop } = options;
  const isNew = makeEmptyFolder(output);
  try {
    const head = await call('subject-copy-begin', { patient, operator });
    const files = [
      new CopyFile(output, 'dossier-fr.html', new CopyPage(head, 'fr')),
      new CopyFile(output, 'record-en.html', new CopyPage(head, 'en')),
      new CopyFile(output, 'record.json', new CopyBundle(head)),
    ];
    const counted = new Counted();
    for await (const piece of copyPieces(sourceOf(call, patient), head.patient as ResourceId)) {
      if (shouldStop()) throw new Stopped();
      for (const file of files) file.write((writer) => writer.of(piece));
      counted.note(piece);
    }
    const manifest: CopyManifest = {
      ...{ patient, site: head.node.code, madeAt: new Date(head.madeAt).toISOString(), encrypted: false },
      ...counted.counts,
      files: files.map((file) => file.finish()),
    };
    writeFileAtomically(join(output, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    return manifest;
  } catch (cause) {
    if (isNew) rmSync(output, { recursive: true, force: true });
    else for (const name of readdirSync(output)) rmSync(join(output, name), { force: true });
    if (cause instanceof Stopped) return undefined;
    throw cause;
  }
}

class Stopped extends Error {}

/** What a copy holds, for its manifest. */
class Counted {
  counts = {
    ...{ resources: 0, versions: 0, looks: 0, contents: 0, contentsMissing: 0 },
    holders: [] as readonly string[],
  };

  note(piece: CopyPiece): void {
    if (piece.kind === 'resource') this.counts.resources += 1;
    else if (piece.kind === 'version') this.counts.versions += 1;
    else if (piece.kind === 'look') this.counts.looks += 1;
    else if (piece.kind === 'content') this.counts[piece.content.isHere ? 'contents' : 'contentsMissing'] += 1;
    else if (piece.kind === 'holders') this.counts.holders = piece.holders.map(({ site }) => site);
  }
}

/** @returns whether it was not there */
function makeEmptyFolder(output: string): boolean {
  const names = namesIn(output);
  makePrivateFolder(output);
  if (names !== undefined && names.length > 0) throw new Problem('already-exists', output);
  return names === undefined;
}

function namesIn(folder: string): readonly string[] | undefined {
  try {
    return readdirSync(folder);
  } catch {
    return undefined;
  }
}

/** The same questions over the control socket, or to the folder that the command opened. */
function sourceOf(call: NodeSession['call'], patient: string): CopySource {
  return {
    page: (type, after) => call('subject-copy-page', { patient, type, ...(after !== '' && { after }) }),
    history: (type, id, cursor) =>
      call('subject-copy-history', { patient, type, id, ...(cursor !== undefined && { cursor }) }),
    content: async (hash, part) => (await call('subject-copy-content', { patient, hash, part })) ?? undefined,
    looks: (stretch: AuditStretch | undefined) => call('subject-copy-looks', { patient, ...stretch }),
    holders: (origins) => call('subject-copy-holders', { patient, origins }),
  };
}

/** A file that its owner alone reads, written piece by piece. */
class CopyFile {
  readonly #name: string;
  readonly #path: string;
  readonly #writer: CopyWriter;
  readonly #hash: Hash = createHash('sha256');
  readonly #file: number;
  #bytes = 0;

  constructor(folder: string, name: string, writer: CopyWriter) {
    this.#name = name;
    this.#path = join(folder, name);
    this.#writer = writer;
    this.#file = openSync(this.#path, 'wx', 0o600);
    this.write(() => writer.begin());
  }

  write(text: (writer: CopyWriter) => string): void {
    const bytes = Buffer.from(text(this.#writer));
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at);
    } catch (cause) {
      throw problemOfSystemError(cause, this.#path);
    }
    this.#hash.update(bytes);
    this.#bytes += bytes.length;
  }

  finish() {
    this.write((writer) => writer.end());
    fsyncSync(this.#file);
    closeSync(this.#file);
    return { file: this.#name, bytes: this.#bytes, sha256: this.#hash.digest('hex') };
  }
}
