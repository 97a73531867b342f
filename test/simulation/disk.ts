import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SeededRandom } from '../support/seeded-random.js';
import type { CrashPoint, Plant } from './fault-kinds.js';

/** The program died here; whatever it still tries fails. */
export class SimulatedCrash extends Error {}

const database = 'journal.db';
const writeAheadLog = 'journal.db-wal';

/** The two files that hold a database between two commits. */
interface Content {
  readonly database: Buffer;
  readonly log: Buffer;
}

export interface DiskOptions {
  readonly folder: string;
  readonly random: SeededRandom;
  readonly plant: Plant | undefined;
  /** The program died; what the disk then holds stands in `image`. */
  readonly onCrash: (point: CrashPoint | 'idle', image: string) => void;
}

/**
 * The disk under one running program. When the program dies, the image of its folder is what a real disk would hold: all
 * that was committed, nothing of a transaction that was not, and of a commit that was under way any part.
 */
export class Disk {
  readonly folder: string;
  readonly #options: DiskOptions;
  #armed: { readonly point: CrashPoint; left: number } | undefined;
  #dead = false;
  /** With a planted dropped fsync: what reached the platter. */
  #synced: Content | undefined;

  constructor(options: DiskOptions) {
    this.#options = options;
    this.folder = options.folder;
  }

  get dead(): boolean {
    return this.#dead;
  }

  get random(): SeededRandom {
    return this.#options.random;
  }

  get plant(): Plant | undefined {
    return this.#options.plant;
  }

  /** The program dies when it comes to `point` for the `times`th time. */
  arm(point: CrashPoint, times: number): void {
    this.#armed = { point, left: times };
  }

  /** The program comes to a point at which it may die. */
  reach(point: CrashPoint): void {
    this.assertAlive();
    if (this.#isDue(point)) this.#die(point, this.#content());
  }

  /** The commit itself: when the program dies in the middle of it, any part of what it wrote may be on the disk. */
  commit(work: () => void): void {
    this.reach('before-commit');
    if (this.#isDue('inside-commit')) {
      const before = this.#content();
      work();
      this.#die('inside-commit', this.#torn(before, this.#content()));
    }
    work();
    if (this.plant === 'dropped-fsync' && (this.#synced === undefined || this.random.chance(0.3))) {
      this.#synced = this.#content();
    }
    this.reach('after-commit');
  }

  /** The program is killed between two things that it does. */
  kill(): void {
    if (!this.#dead) this.#end('idle', this.#content());
  }

  assertAlive(): void {
    if (this.#dead) throw new SimulatedCrash();
  }

  #isDue(point: CrashPoint): boolean {
    if (this.#armed?.point !== point) return false;
    this.#armed.left -= 1;
    return this.#armed.left <= 0;
  }

  #die(point: CrashPoint, content: Content): never {
    this.#end(point, content);
    throw new SimulatedCrash();
  }

  #end(point: CrashPoint | 'idle', content: Content): void {
    this.#dead = true;
    const image = imageOf(this.folder);
    copyFolder(this.folder, image, (name) => name !== database && name !== writeAheadLog);
    const { database: databaseBytes, log } = this.#synced ?? content;
    writeFileSync(join(image, database), databaseBytes);
    writeFileSync(join(image, writeAheadLog), log);
    this.#options.onCrash(point, image);
  }

  #content(): Content {
    return { database: read(join(this.folder, database)), log: read(join(this.folder, writeAheadLog)) };
  }

  /** Part of what the commit wrote into the write-ahead log; it was not synced, so no page went on into the database. */
  #torn(before: Content, after: Content): Content {
    let start = 0;
    while (start < before.log.length && before.log[start] === after.log[start]) start += 1;
    const cut = start + this.random.below(Math.max(1, after.log.length - start));
    return { database: before.database, log: Buffer.concat([after.log.subarray(0, cut), before.log.subarray(cut)]) };
  }
}

/** Where the image of a disk stands while its program is down. */
export const imageOf = (folder: string) => `${folder}+`;

function read(path: string): Buffer {
  return existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
}

/** A copy of a node's folder as it is on the disk, without what SQLite keeps in memory; files that are there keep their place. */
export function copyFolder(from: string, to: string, isWanted: (name: string) => boolean = () => true): void {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) {
    if (!name.endsWith('-shm') && isWanted(name)) copyFileSync(join(from, name), join(to, name));
  }
}

/** Makes a folder what another one is. The database stays the same file, for it may be open, having forgotten what was in it. */
export function replaceFolder(folder: string, by: string): void {
  for (const name of readdirSync(folder)) {
    if (name !== database) rmSync(join(folder, name), { recursive: true, force: true });
  }
  copyFolder(by, folder);
}
