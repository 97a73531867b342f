import type { KeptImport } from '../../journal/imports/import-store.js';
import { FileWriter } from './file-writer.js';
import type { ImportOptions } from './import-options.js';
import {
  type DuplicateCounts,
  type DuplicatePair,
  type FileReport,
  type ImportProgress,
  type ImportReport,
  refusalsListedMax,
} from './import-report.js';
import { MarkTable } from './persons/mark-table.js';
import { type Duplicate, PersonSurvey } from './persons/person-survey.js';
import { whenIndexed } from './persons/when-indexed.js';
import { openResourceFile, type ResourceFile } from './read/read-file.js';
import { openSource } from './read/source.js';
import { type SurveyedFile, surveyFile } from './survey-files.js';

/**
 * Brings files into the records (rules F80 to F83). First all of them are read once: whether each is whole, and who its
 * patients are; then resource after resource is written, as far as an earlier run has not.
 * @throws Problem, before anything is written, when a file is missing, cut off or nothing that can be brought in
 */
export async function importFiles(options: ImportOptions): Promise<ImportReport> {
  const opened: ResourceFile[] = [];
  try {
    for (const path of options.files) {
      const source = await openSource(path, options.dir, options.input);
      opened.push(
        await openResourceFile(source, options.mapping).catch((cause: unknown) => {
          source.close();
          throw cause;
        }),
      );
    }
    return await new Import(options, opened).run();
  } finally {
    for (const { source } of opened) source.close();
  }
}

class Import {
  readonly #options: ImportOptions;
  readonly #opened: readonly ResourceFile[];
  readonly #bytesAll: number;
  readonly #persons: PersonSurvey;
  readonly #duplicates = { same: 0, refused: 0, possible: 0 };
  readonly #pairs: DuplicatePair[] = [];

  constructor(options: ImportOptions, opened: readonly ResourceFile[]) {
    this.#options = options;
    this.#opened = opened;
    this.#bytesAll = opened.reduce((sum, { source }) => sum + source.bytes, 0);
    this.#persons = new PersonSurvey(
      (persons) => whenIndexed(options, () => options.call('import-persons', { persons })),
      (duplicate) => this.#tellDuplicate(duplicate),
    );
  }

  async run(): Promise<ImportReport> {
    const surveyed = await this.#survey();
    if (surveyed === undefined) return this.#report(undefined, [], true);
    const { dryRun, operator, call } = this.#options;
    const files = surveyed.map(({ file, sha256 }) => ({ name: file.source.name, sha256 }));
    const begun = dryRun ? undefined : await call('import-begin', { files, operator });
    if (begun !== undefined) await this.#tellEarlierRefusals(begun);
    const resumed = begun !== undefined && begun.file + begun.position > 0;
    const reports = await this.#write(surveyed, begun);
    const stopped = this.#options.shouldStop();
    const kept = begun && (await call(stopped ? 'import-show' : 'import-end', { import: begun.id }));
    return this.#report(kept, reports, stopped, resumed);
  }

  /** `undefined` when it was stopped. */
  async #survey(): Promise<readonly SurveyedFile[] | undefined> {
    const surveyed: SurveyedFile[] = [];
    let [bytesBefore, resources] = [0, 0];
    for (const [number, file] of this.#opened.entries()) {
      const { path, bytes } = file.source;
      const onRead = (read: number, found: number) =>
        this.#progress('survey', path, bytesBefore + read, resources + found, undefined);
      const { shouldStop } = this.#options;
      surveyed.push(await surveyFile(file, number, this.#persons, { onRead, shouldStop }));
      if (shouldStop()) return undefined;
      bytesBefore += bytes;
      resources += surveyed.at(-1)?.resources ?? 0;
    }
    await this.#persons.finish();
    return surveyed;
  }

  async #write(surveyed: readonly SurveyedFile[], begun: KeptImport | undefined): Promise<readonly FileReport[]> {
    const resourcesAll = surveyed.reduce((sum, file) => sum + file.resources, 0);
    const reports: FileReport[] = [];
    const seen = this.#options.dryRun ? new MarkTable() : undefined;
    let [bytesBefore, resources] = [0, 0];
    for (const [number, file] of surveyed.entries()) {
      const { path, bytes } = file.file.source;
      const skipped =
        begun === undefined || number > begun.file ? 0 : number < begun.file ? file.resources : begun.position;
      const writer = new FileWriter({
        ...{ ...this.#options, persons: this.#persons, surveyed: file, number, skipped, seen },
        ...(begun && { import: begun.id }),
        onProgress: (read, done) => this.#progress('write', path, bytesBefore + read, resources + done, resourcesAll),
      });
      reports.push(await writer.write());
      if (this.#options.shouldStop()) return reports;
      bytesBefore += bytes;
      resources += file.resources;
    }
    return reports;
  }

  #progress(
    stage: ImportProgress['stage'],
    file: string,
    bytesRead: number,
    resources: number,
    resourcesAll: number | undefined,
  ): void {
    this.#options.onProgress({ stage, file, bytesRead, bytesAll: this.#bytesAll, resources, resourcesAll });
  }

  /** What an earlier run of the same import refused stands in the report, too. */
  async #tellEarlierRefusals({ id, refused }: KeptImport): Promise<void> {
    let place = { file: 0, position: -1 };
    for (let told = 0; told < refused; ) {
      const page = await this.#options.call('import-refusals', { import: id, ...place });
      for (const { file, position: _, ...refusal } of page) {
        this.#options.onFinding({ kind: 'refused', file: this.#pathOf(file) ?? '', refusal });
      }
      const last = page.at(-1);
      if (last === undefined) return;
      place = last;
      told += page.length;
    }
  }

  #tellDuplicate(duplicate: Duplicate): void {
    const { kind, file, line, record, other, otherPlace } = duplicate;
    const counted = kind === 'possible' ? 'possible' : kind === 'at-odds' || kind === 'several' ? 'refused' : 'same';
    this.#duplicates[counted] += 1;
    const path = this.#pathOf(file) ?? '';
    if (this.#pairs.length < refusalsListedMax) this.#pairs.push({ kind, file: path, line, record, other });
    const otherFile = otherPlace === undefined ? undefined : this.#pathOf(otherPlace.file);
    this.#options.onFinding({ kind: 'duplicate', file: path, otherFile, duplicate });
  }

  #pathOf(number: number): string | undefined {
    return this.#opened[number]?.source.path;
  }

  /** @param kept what the journal says of the whole import; in a dry run this run is all there is */
  #report(kept: KeptImport | undefined, files: readonly FileReport[], stopped: boolean, resumed = false): ImportReport {
    const sums = { created: 0, updated: 0, unchanged: 0, refused: 0 };
    for (const name of ['created', 'updated', 'unchanged', 'refused'] as const) {
      sums[name] = kept?.[name] ?? files.reduce((total, file) => total + file[name], 0);
    }
    const duplicates: DuplicateCounts = this.#duplicates;
    const stored = sums.created + sums.updated;
    return { import: kept?.id ?? null, resumed, stopped, ...sums, stored, duplicates, pairs: this.#pairs, files };
  }
}
