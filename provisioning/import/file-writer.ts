import { Problem } from '../../protocol/problem.js';
import { type ChunkLine, chunkResourcesMax, type ImportedChunk, type RefusedResource } from '../verbs/import-chunk.js';
import { issuesIn } from './file-fault.js';
import type { ImportOptions } from './import-options.js';
import { type FileReport, refusalsListedMax } from './import-report.js';
import { chunkCharactersMax } from './limits.js';
import type { MarkTable } from './persons/mark-table.js';
import type { PersonSurvey } from './persons/person-survey.js';
import type { FoundResource } from './read/found-resource.js';
import { renameResource } from './rename-resource.js';
import type { SurveyedFile } from './survey-files.js';

export interface FileWriterOptions
  extends Pick<ImportOptions, 'call' | 'dryRun' | 'language' | 'onFinding' | 'shouldStop'> {
  /** Absent in a dry run. */
  readonly import?: number;
  readonly persons: PersonSurvey;
  readonly surveyed: SurveyedFile;
  /** Of the file in its import, from 0. */
  readonly number: number;
  /** How many of its resources an earlier run has settled. */
  readonly skipped: number;
  /** What a dry run would have written so far. */
  readonly seen: MarkTable | undefined;
  readonly onProgress: (bytes: number, resources: number) => void;
}

/** Gathers the resources of one file into chunks and counts what becomes of them. */
export class FileWriter {
  readonly #options: FileWriterOptions;
  readonly #counts = { created: 0, updated: 0, unchanged: 0, refused: 0 };
  readonly #refusals: RefusedResource[] = [];
  #chunk: ChunkLine[] = [];
  /** What cannot go to the journal at all, of this chunk. */
  #unread: RefusedResource[] = [];
  #characters = 0;
  /** Resources of the file that are settled, and those read. */
  #settled: number;
  #read = 0;
  #bytes = 0;

  constructor(options: FileWriterOptions) {
    this.#options = options;
    this.#settled = options.skipped;
  }

  /** @throws Problem of the journal; what was written stays, and the same import goes on there */
  async write(): Promise<FileReport> {
    const { surveyed, skipped, shouldStop, onProgress } = this.#options;
    const { source, form } = surveyed.file;
    const onBytes = (bytes: number) => {
      this.#bytes = bytes;
    };
    for await (const found of skipped < surveyed.resources ? surveyed.file.read(onBytes) : []) {
      if (this.#read < skipped) {
        this.#read += 1;
        continue;
      }
      await this.#add(found);
      if (shouldStop()) break;
    }
    if (!shouldStop()) await this.#flush();
    onProgress(this.#bytes, this.#settled);
    const { created, updated } = this.#counts;
    return { file: source.path, form, ...this.#counts, stored: created + updated, refusals: this.#refusals };
  }

  async #add(found: FoundResource): Promise<void> {
    const { persons, number, surveyed } = this.#options;
    const { line, resource } = found;
    const refusal = persons.refusalOf({ file: number, line });
    const ready =
      resource instanceof Problem ? resource : (refusal ?? renameResource({ ...found, resource }, surveyed, persons));
    const length = ready instanceof Problem ? 0 : ready.text.length;
    const isFull = this.#read - this.#settled >= chunkResourcesMax || this.#characters + length > chunkCharactersMax;
    if (isFull) await this.#flush();
    this.#read += 1;
    if (ready instanceof Problem) {
      this.#unread.push({ line, code: ready.code, issues: issuesIn(ready, this.#options.language) });
      return;
    }
    this.#characters += length;
    this.#chunk.push({ line, text: ready.text, isPart: ready.isPart });
  }

  async #flush(): Promise<void> {
    const { call, number, dryRun, onProgress } = this.#options;
    if (this.#read === this.#settled) return;
    const [from, to] = [this.#settled, this.#read].map((position) => ({ file: number, position }));
    const place = dryRun ? undefined : { import: this.#options.import, from, to, refused: this.#unread };
    const written = await call('import-chunk', { resources: this.#chunk, dryRun, place });
    this.#count(written);
    const unread = dryRun ? this.#unread : [];
    this.#keepRefusals([...written.refused, ...unread].sort((one, other) => one.line - other.line));
    this.#chunk = [];
    this.#unread = [];
    this.#characters = 0;
    this.#settled = this.#read;
    onProgress(this.#bytes, this.#settled);
  }

  #count({ created, updated, unchanged, fates }: ImportedChunk): void {
    const { seen } = this.#options;
    if (seen === undefined || fates === undefined) {
      this.#counts.created += created;
      this.#counts.updated += updated;
      this.#counts.unchanged += unchanged;
      return;
    }
    // What came before in the files would stand here by now.
    for (const { key, content, fate } of fates) {
      const before = seen.find(key);
      seen.set(key, content);
      this.#counts[before === undefined ? fate : before === content ? 'unchanged' : 'updated'] += 1;
    }
  }

  #keepRefusals(refused: readonly RefusedResource[]): void {
    this.#counts.refused += refused.length;
    for (const refusal of refused) {
      if (this.#refusals.length < refusalsListedMax) this.#refusals.push(refusal);
      this.#options.onFinding({ kind: 'refused', file: this.#options.surveyed.file.source.path, refusal });
    }
  }
}
