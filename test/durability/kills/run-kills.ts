import { setTimeout as pause } from 'node:timers/promises';
import Sqlite, { type Database } from 'better-sqlite3';
import { openJournal } from '../../../journal/open.js';
import { unlockDataKey } from '../../../provisioning/custody/key-slots.js';
import { nodePaths, readNode } from '../../../provisioning/node-folder.js';
import { commitHere } from '../../support/commit-here.js';
import { type SeededRandom, seededRandom } from '../../support/seeded-random.js';
import { brokenLogs } from '../images/check-logs.js';
import { type ProgressFile, seedsLeft } from '../progress-file.js';
import { SiteProcess, signIn } from './site-process.js';
import { SiteTemplate } from './site-template.js';
import { type AcknowledgedVersion, missingOf, Writer } from './writer.js';

export interface KillsOptions {
  readonly kills: number;
  /** Decides the first folder's seed; each folder takes the next one. */
  readonly seed: number;
  /** Programs that are killed beside each other; absent: 2. */
  readonly sites?: number | undefined;
  /** Says which folders were gone through: their kills are counted and not done again. */
  readonly progress?: ProgressFile | undefined;
  /** At the beginning and after each kill. */
  readonly onProgress?: (report: KillsReport) => void;
  /** Ends what runs, at once. */
  readonly signal?: AbortSignal;
}

export interface KillsReport {
  readonly seed: number;
  kills: number;
  /** Versions that somebody was told are kept. */
  acknowledged: number;
  /** How long this run took; what a file of progress had already is not in it. */
  seconds: number;
  /** From the start of the program until it serves, on average. */
  bootMilliseconds: number;
  /** How many kills on which commit. */
  readonly commits: Record<string, number>;
  readonly broken: string[];
  passed: boolean;
}

const writersPerSite = 3;
/** Most programs are killed after they have answered somebody; the others may die before. */
const answeredShare = 0.8;
/** So much later, at most. */
const lifeMillisecondsMax = 100;
/** After so many kills the journal is read whole beside the program, and at the end. */
const verifyEvery = 20;
/** A folder is used for so many kills. */
const killsPerFolderMax = 100;
/** So far from each other begin the seeds of folders. */
const foldersPerSeed = 1_000;

/** What came of kills: of some over one folder, or of all. */
type Tally = Pick<KillsReport, 'kills' | 'acknowledged' | 'bootMilliseconds'>;

/** Kills the program of a site at random moments while it is written to over HTTP, and looks for what it acknowledged. */
export async function runKills(options: KillsOptions): Promise<KillsReport> {
  const { kills, seed, sites = 2, progress, onProgress, signal } = options;
  const report: KillsReport = {
    ...{ seed, kills: 0, acknowledged: 0, seconds: 0, bootMilliseconds: 0, commits: {}, broken: [], passed: false },
  };
  const commit = commitHere();
  const add = (of: string, tally: Tally) => {
    addTally(report, tally);
    report.commits[of] = (report.commits[of] ?? 0) + tally.kills;
  };
  const done = progress?.read().kills ?? [];
  for (const { broken, bootMilliseconds, ...line } of done) {
    add(line.commit, { ...line, bootMilliseconds: line.kills === 0 ? 0 : bootMilliseconds / line.kills });
    report.broken.push(...broken);
  }
  onProgress?.(report);
  const seeds = seedsLeft(seed * foldersPerSeed, done);
  let begun = report.kills;
  const loop = async (template: SiteTemplate) => {
    while (begun < kills && report.broken.length === 0) {
      const tally = { kills: 0, acknowledged: 0, bootMilliseconds: 0 };
      const note = (kill: Tally) => {
        addTally(tally, kill);
        add(commit, kill);
        report.seconds = Math.round((performance.now() - started) / 1000);
        onProgress?.(report);
      };
      const { value } = seeds.next();
      const broken = await killOver(new KilledSite(template.copy(), value, signal), () => begun++ < kills, note);
      report.broken.push(...broken);
      const bootMilliseconds = Math.round(tally.bootMilliseconds * tally.kills);
      if (tally.kills > 0 || broken.length > 0)
        progress?.add({ part: 'kills', seed: value, commit, ...tally, bootMilliseconds, broken });
    }
  };
  const started = performance.now();
  if (begun < kills && report.broken.length === 0) {
    const template = await SiteTemplate.make();
    const remove = () => template.remove();
    signal?.addEventListener('abort', remove);
    try {
      await Promise.all(Array.from({ length: sites }, () => loop(template)));
    } finally {
      signal?.removeEventListener('abort', remove);
      remove();
    }
  }
  report.bootMilliseconds = Math.round(report.bootMilliseconds);
  report.passed = report.broken.length === 0 && report.kills >= kills;
  return report;
}

function addTally(into: Tally, { kills, acknowledged, bootMilliseconds }: Readonly<Tally>): void {
  const all = into.kills + kills;
  if (all > 0) into.bootMilliseconds = (into.bootMilliseconds * into.kills + bootMilliseconds * kills) / all;
  into.kills = all;
  into.acknowledged += acknowledged;
}

/** One folder, whose program is started and killed again and again. */
class KilledSite {
  readonly dir: string;
  readonly seed: number;
  readonly #signal: AbortSignal | undefined;
  readonly #random: SeededRandom;
  readonly #all: AcknowledgedVersion[] = [];
  #writers: readonly Writer[] = [];

  constructor(dir: string, seed: number, signal: AbortSignal | undefined) {
    this.dir = dir;
    this.seed = seed;
    this.#signal = signal;
    this.#random = seededRandom(seed);
  }

  /** Starts the program, looks for what it acknowledged before, and kills it unless that was the last time. */
  async round(isLast: () => boolean): Promise<Round> {
    const started = performance.now();
    const site = new SiteProcess({ dir: this.dir });
    const end = () => void site.kill();
    this.#signal?.addEventListener('abort', end);
    try {
      await site.ready();
      const bootMilliseconds = performance.now() - started;
      if (this.#writers.length === 0) await this.#beginWith(site.base);
      await this.#writers[0]?.use(site.base);
      const broken = (await Promise.all(this.#writers.map((writer) => lookAfter(writer, site.base)))).flat();
      const ends = isLast();
      const [anybody] = this.#writers;
      if (ends && anybody !== undefined) broken.push(...(await missingOf(anybody, site.base, this.#all)));
      if (ends || broken.length > 0) return { ends: true, broken, bootMilliseconds, acknowledged: 0 };
      return { ends: false, broken, bootMilliseconds, acknowledged: await this.#writeAndKill(site) };
    } finally {
      this.#signal?.removeEventListener('abort', end);
      await site.kill();
    }
  }

  async #beginWith(base: string): Promise<void> {
    const cookie = await signIn(this.dir, base);
    this.#writers = Array.from({ length: writersPerSite }, () => new Writer(cookie, this.#random));
  }

  async #writeAndKill(site: SiteProcess): Promise<number> {
    const writing = Promise.all(this.#writers.map((writer) => writer.writeTo(site.base)));
    if (this.#random.chance(answeredShare)) await answered(this.#writers, writing);
    await pause(this.#random.below(lifeMillisecondsMax));
    await site.kill();
    await writing;
    const told = this.#writers.flatMap((writer) => writer.acknowledged);
    this.#all.push(...told);
    return told.length;
  }
}

interface Round {
  readonly ends: boolean;
  readonly broken: readonly string[];
  readonly bootMilliseconds: number;
  readonly acknowledged: number;
}

/** Kills over one folder. @returns what was broken */
async function killOver(site: KilledSite, mayGoOn: () => boolean, note: (kill: Tally) => void): Promise<string[]> {
  for (let kill = 0; ; kill += 1) {
    const { ends, broken, ...of } = await site.round(() => kill === killsPerFolderMax || !mayGoOn());
    if (!ends) note({ kills: 1, ...of });
    const beside = ends || kill % verifyEvery === 0 ? await brokenBeside(site.dir) : [];
    const words = [...broken, ...beside].map((each) => `seed ${site.seed}, kill ${kill}: ${each}`);
    if (ends || words.length > 0) return words;
  }
}

/** Somebody has been told that something is kept, or everybody has given up. */
async function answered(writers: readonly Writer[], ended: Promise<unknown>): Promise<void> {
  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });
  while (!isOver && writers.every(({ acknowledged }) => acknowledged.length === 0)) await pause(2);
}

/** What a writer was told since the program was last started is there. */
async function lookAfter(writer: Writer, base: string): Promise<string[]> {
  const broken = await missingOf(writer, base, writer.acknowledged);
  writer.acknowledged.length = 0;
  return broken;
}

/** The journal of a folder whose program is down, read whole: each page, the audit, numbers and chains of the logs. */
export async function brokenBeside(dir: string): Promise<string[]> {
  let database: Database | undefined;
  const { code: site, epoch } = readNode(dir);
  const journal = openJournal({
    ...{ file: nodePaths(dir).journal, key: await unlockDataKey(dir), role: 'site', site, epoch },
    openDriver: (path, options) => {
      database = new Sqlite(path, options);
      return database;
    },
  });
  try {
    const { pages, audit } = journal.verify();
    return [
      ...(pages ? [] : ['a page is corrupt']),
      ...(audit ? [] : ['the chain of the audit is broken']),
      ...(database === undefined ? [] : await brokenLogs(journal, 'site', database)),
    ];
  } finally {
    journal.close();
  }
}
