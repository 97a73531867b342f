import { Problem } from '../../protocol/problem.js';
import { chunkResourcesMax, type ImportedChunk, type RefusedResource } from '../verbs/import-chunk.js';
import { chunkCharactersMax } from './limits.js';
import { openResourceFile } from './resource-file.js';

export interface ImportReport {
  readonly files: readonly FileReport[];
  readonly stored: number;
  readonly unchanged: number;
  readonly refused: number;
}

export interface FileReport {
  readonly file: string;
  readonly stored: number;
  readonly unchanged: number;
  readonly refused: readonly RefusedResource[];
}

export interface ImportProgress {
  readonly file: string;
  readonly bytesRead: number;
  readonly bytesAll: number;
  readonly resources: number;
}

export interface ImportOptions {
  readonly files: readonly string[];
  /** Runs the verb `import-chunk`. */
  readonly importChunk: (resources: readonly ChunkLine[]) => Promise<ImportedChunk>;
  readonly onProgress: (progress: ImportProgress) => void;
}

export interface ChunkLine {
  readonly line: number;
  readonly text: string;
}

/**
 * Imports files one after the other; each good resource is stored, each bad one is named with its line and reason.
 * @throws Problem `not-found` before anything is written when a file is missing
 */
export async function importFiles(options: ImportOptions): Promise<ImportReport> {
  const opened = [];
  for (const file of options.files) opened.push({ file, source: await openResourceFile(file) });
  const bytesAll = opened.reduce((sum, { source }) => sum + source.bytes, 0);
  const files: FileReport[] = [];
  let bytesBefore = 0;
  let resources = 0;
  for (const { file, source } of opened) {
    const tally = new FileTally(file, options.importChunk);
    let bytesRead = bytesBefore;
    for await (const { line, resource } of source.read((bytes) => {
      bytesRead = bytesBefore + bytes;
    })) {
      if (await tally.add(line, resource))
        options.onProgress({ file, bytesRead, bytesAll, resources: resources + tally.count });
    }
    files.push(await tally.finish());
    bytesBefore += source.bytes;
    resources += tally.count;
    options.onProgress({ file, bytesRead: bytesBefore, bytesAll, resources });
  }
  const sum = (read: (report: FileReport) => number) => files.reduce((total, report) => total + read(report), 0);
  return {
    files,
    stored: sum(({ stored }) => stored),
    unchanged: sum(({ unchanged }) => unchanged),
    refused: sum(({ refused }) => refused.length),
  };
}

/** Gathers one file's resources into chunks and counts what became of them. */
class FileTally {
  readonly #file: string;
  readonly #importChunk: ImportOptions['importChunk'];
  readonly #refused: RefusedResource[] = [];
  #chunk: ChunkLine[] = [];
  #characters = 0;
  #stored = 0;
  #unchanged = 0;
  count = 0;

  constructor(file: string, importChunk: ImportOptions['importChunk']) {
    this.#file = file;
    this.#importChunk = importChunk;
  }

  /** Returns whether a chunk was written. */
  async add(line: number, resource: string | Problem): Promise<boolean> {
    this.count += 1;
    if (resource instanceof Problem) {
      this.#refused.push({ line, code: resource.code, issues: [{ path: '', text: resource.detail }] });
      return false;
    }
    const full = this.#chunk.length >= chunkResourcesMax || this.#characters + resource.length > chunkCharactersMax;
    if (full) await this.#write();
    this.#chunk.push({ line, text: resource });
    this.#characters += resource.length;
    return full;
  }

  async finish(): Promise<FileReport> {
    await this.#write();
    const refused = [...this.#refused].sort((left, right) => left.line - right.line);
    return { file: this.#file, stored: this.#stored, unchanged: this.#unchanged, refused };
  }

  async #write(): Promise<void> {
    if (this.#chunk.length === 0) return;
    const { stored, unchanged, refused } = await this.#importChunk(this.#chunk);
    this.#chunk = [];
    this.#characters = 0;
    this.#stored += stored;
    this.#unchanged += unchanged;
    this.#refused.push(...refused);
  }
}
