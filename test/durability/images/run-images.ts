import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type SeededRandom, seededRandom } from '../../support/seeded-random.js';
import { checkContents, checkJournal } from './check-image.js';
import { DiskModel } from './disk-model.js';
import { Expectation } from './expectation.js';
import type { Landing } from './file-content.js';
import { type Mark, nodeOfMark } from './marks.js';
import { type Recording, recordWorkload } from './record-workload.js';
import type { Operation } from './trace.js';

export interface ImagesOptions extends Omit<Recording, 'folder' | 'seed'> {
  /** Where files are cheap; made and removed within. */
  readonly base: string;
  readonly seed: number;
  readonly imagesMax: number;
  /** Ends at the first broken promise. */
  readonly untilBroken: boolean;
}

export interface ImagesResult {
  readonly seed: number;
  readonly operations: number;
  readonly acknowledged: number;
  images: number;
  readonly broken: string[];
  /** How many images were looked at when the first promise was broken. */
  foundAfter: number | undefined;
}

/** The files of one database; what one image holds. */
const databases = ['site/journal.db', 'hub/journal.db', 'site/attachments.db'] as const;
type DatabaseName = (typeof databases)[number];
const filesOf = (database: DatabaseName) => [database, `${database}-wal`, `${database}-journal`];

const landings: readonly Landing[] = ['nothing', 'nothing', 'everything', 'first', 'first', 'some', 'sectors', 'pages'];
/** Of what an image is asked, one in so many is also asked to go on. */
const goesOnEvery = 50;
const brokenShownMax = 20;
const beforeWeight = 0.1;

/** Records one workload and looks at what power cuts at all of its points would leave. */
export async function runImages(options: ImagesOptions): Promise<ImagesResult> {
  const folder = mkdtempSync(join(options.base, 'carnet-durability-'));
  try {
    const operations = recordWorkload({ ...options, folder });
    return await new Cutter(options, join(folder, 'image'), operations).run();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

class Cutter {
  readonly #options: ImagesOptions;
  readonly #folder: string;
  readonly #operations: readonly Operation[];
  readonly #random: SeededRandom;
  readonly #disk = new DiskModel();
  readonly #expected = new Expectation();
  readonly #result: ImagesResult;
  /** What was last looked at of each database with nothing of it in doubt. */
  readonly #looked = new Map<DatabaseName, string>();

  constructor(options: ImagesOptions, folder: string, operations: readonly Operation[]) {
    this.#options = options;
    this.#folder = folder;
    this.#operations = operations;
    this.#random = seededRandom(options.seed);
    const { seed } = options;
    const counted = { seed, operations: operations.length, acknowledged: 0 };
    this.#result = { ...counted, images: 0, broken: [], foundAfter: undefined };
  }

  async run(): Promise<ImagesResult> {
    const weights = this.#weights();
    const share = this.#options.imagesMax / weights.reduce((sum, weight) => sum + weight, 0);
    let due = 0;
    for (const [index, operation] of this.#operations.entries()) {
      this.#disk.apply(operation);
      if (operation.kind === 'mark') this.#expected.note(JSON.parse(operation.text) as Mark);
      const database = this.#databaseOf(operation);
      if (database === undefined) continue;
      for (due += share * (weights[index] ?? 0); due >= 1; due -= 1) await this.#look(database);
      if (this.#options.untilBroken && this.#result.broken.length > 0) break;
      if (this.#result.broken.length > brokenShownMax) break;
    }
    return { ...this.#result, acknowledged: this.#expected.acknowledged };
  }

  /** How many images each cut gets, in proportion: few while a database is made, when nothing was acknowledged yet. */
  #weights(): number[] {
    let begun = false;
    return this.#operations.map((operation) => {
      begun ||= operation.kind === 'mark' && (JSON.parse(operation.text) as Mark).kind === 'done';
      if (this.#databaseOf(operation) === undefined) return 0;
      return begun ? 1 : beforeWeight;
    });
  }

  /** The database that an operation concerns. */
  #databaseOf(operation: Operation): DatabaseName | undefined {
    if (operation.kind === 'mark') {
      const mark = JSON.parse(operation.text) as Mark;
      if (mark.kind === 'content') return 'site/attachments.db';
      const node = nodeOfMark(mark);
      return node === undefined ? undefined : `${node}/journal.db`;
    }
    if (operation.kind === 'sync-folder') return operation.file === 'hub' ? 'hub/journal.db' : 'site/journal.db';
    return databases.find((database) => filesOf(database).includes(operation.file));
  }

  async #look(database: DatabaseName): Promise<void> {
    const files = filesOf(database);
    const isCertain = this.#disk.isCertain(files);
    const landing = landings[isCertain ? 0 : this.#random.below(landings.length)] ?? 'nothing';
    if (landing === 'nothing') {
      // The same image with the same expectation shows nothing new.
      const state = `${this.#disk.revisionOf(files)} ${this.#expected.acknowledged}`;
      if (this.#looked.get(database) === state) return;
      this.#looked.set(database, state);
    }
    this.#put(database, this.#disk.image(files, landing, this.#random));
    this.#result.images += 1;
    const broken = await this.#check(database);
    if (broken.length === 0) return;
    this.#result.foundAfter ??= this.#result.images;
    this.#result.broken.push(
      ...broken.slice(0, 3).map((words) => `${words} (${landing}, image ${this.#result.images})`),
    );
  }

  /** Makes the folder hold these files and none else; making folders anew costs as much as writing the files. */
  #put(database: DatabaseName, image: ReadonlyMap<string, Buffer>): void {
    const folder = dirname(join(this.#folder, database));
    mkdirSync(folder, { recursive: true });
    for (const name of readdirSync(folder)) rmSync(join(folder, name));
    for (const [name, bytes] of image) writeFileSync(join(this.#folder, name), bytes);
  }

  #check(database: DatabaseName): Promise<string[]> {
    const file = join(this.#folder, database);
    const expected = this.#expected;
    if (database === 'site/attachments.db') return checkContents(file, expected);
    const goesOn = this.#result.images % goesOnEvery === 0;
    return checkJournal(file, database === 'hub/journal.db' ? 'hub' : 'site', expected, { goesOn });
  }
}
