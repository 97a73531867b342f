import { Problem } from '../../protocol/problem.js';
import { lockFolder } from '../folder/lock.js';
import type { ArchiveHead } from '../release/archive-head.js';
import { hasWayBack, judgeRelease, thisMachine } from '../release/judge-release.js';
import type { ReleaseManifest } from '../release/manifest.js';
import { readTrustedKeys } from '../release/release-key.js';
import { unpackRelease } from '../release/unpack-release.js';
import { makeReleasesFolder, pointLink, releaseAt, removeOthers, rootPaths, versionAt } from './install-root.js';
import { isUntouched } from './next-step.js';
import { resumeUpgrade, runUpgrade, type UpgradeActs } from './run-upgrade.js';
import {
  type OpenUpgrade,
  type StagedRelease,
  type UpgradeOutcome,
  UpgradeStateFile,
  type UpgradeStep,
} from './upgrade-state.js';
import type { WaitReason } from './upgrade-window.js';

export interface ReleaseDeskOptions {
  /** Where the releases lie. */
  readonly root: string;
  readonly now: () => number;
  /** What the steps do for the site in a folder. */
  readonly actsOf: (dir: string) => UpgradeActs;
  readonly onStep?: (step: UpgradeStep) => void;
  readonly onFailed?: (problem: Problem) => void;
}

/** What a person asked for. */
export interface WantedRelease extends StagedRelease {
  /** Also where it is older: a way back that a person wants. */
  readonly older?: boolean;
}

/** What is done with the releases of a box, one thing at a time (rule U5). */
export class ReleaseDesk {
  readonly #options: ReleaseDeskOptions;
  readonly #memory: UpgradeStateFile;

  constructor(options: ReleaseDeskOptions) {
    this.#options = options;
    this.#memory = new UpgradeStateFile(rootPaths(options.root).state);
  }

  /** The version that runs, or would. */
  get current(): string | undefined {
    return versionAt(rootPaths(this.#options.root).current);
  }

  get previous(): string | undefined {
    return versionAt(rootPaths(this.#options.root).previous);
  }

  get memory(): UpgradeStateFile {
    return this.#memory;
  }

  /**
   * Proves an archive and unpacks it beside what runs; that is not touched.
   * @throws Problem `release-…`, `disk-full`, `not-found` without a list of trusted keys, `folder-in-use`
   */
  unpack(archive: string): Promise<ReleaseManifest> {
    const { root } = this.#options;
    const { trusted, folderOf } = rootPaths(root);
    return this.#alone(async () => {
      const keys = readTrustedKeys(trusted);
      makeReleasesFolder(root);
      const judge = ({ manifest }: ArchiveHead) => this.#judge(manifest);
      return (await unpackRelease(archive, keys, judge, ({ version }) => folderOf(version))).manifest;
    });
  }

  /** Keeps an unpacked release for the window. @throws Problem `release-one-way`, `folder-in-use` */
  stage(staged: StagedRelease): Promise<void> {
    return this.#alone(async () => {
      this.#plan(staged);
      this.#memory.write({ ...this.#memory.read(), staged });
    });
  }

  /**
   * Brings a site to an unpacked release; one that was cut is carried to its end first.
   * @returns `undefined` where that release runs already
   * @throws Problem `release-one-way`, `release-older`, `not-found`, `folder-in-use`
   */
  bring(wanted: WantedRelease): Promise<UpgradeOutcome | undefined> {
    return this.#alone(async () => {
      const resumed = await this.#resume();
      if (resumed?.to === wanted.version) return resumed;
      if (this.current === wanted.version) return undefined;
      return this.#finish(await runUpgrade(this.#plan(wanted), this.#ground(wanted.dir)));
    });
  }

  /** Carries on what was cut; `undefined` where nothing was. @throws Problem `folder-in-use` */
  resume(): Promise<UpgradeOutcome | undefined> {
    return this.#alone(() => this.#resume());
  }

  /**
   * What a timer does: carries on what was cut while the site was touched; else brings the staged release, when the moment
   * is right (rule U8).
   * @returns why it waits, or how it ended; `undefined` where nothing is to be done
   */
  runStaged(
    readWait: (dir: string) => Promise<WaitReason | undefined>,
  ): Promise<{ readonly waits: WaitReason } | UpgradeOutcome | undefined> {
    return this.#alone(async () => {
      this.#stageAgain();
      const resumed = await this.#resume();
      if (resumed !== undefined) return resumed;
      const { staged } = this.#memory.read();
      if (staged === null) return undefined;
      const waits = await readWait(staged.dir);
      if (waits !== undefined) return { waits };
      return this.#finish(await runUpgrade(this.#plan(staged), this.#ground(staged.dir)));
    });
  }

  /** What was cut before it touched anything begins in the window again, and not in the morning after a power cut. */
  #stageAgain(): void {
    const state = this.#memory.read();
    const { open } = state;
    if (open === null || !isUntouched(open)) return;
    const staged = { dir: open.dir, version: open.to, oneWay: !open.wayBack };
    this.#memory.write({ ...state, open: null, staged });
  }

  async #alone<T>(work: () => Promise<T>): Promise<T> {
    const lock = lockFolder(this.#options.root);
    try {
      return await work();
    } finally {
      lock.release();
    }
  }

  async #resume(): Promise<UpgradeOutcome | undefined> {
    this.#settlePrevious();
    const { open } = this.#memory.read();
    if (open === null) return undefined;
    const outcome = await resumeUpgrade(this.#ground(open.dir));
    return outcome && this.#finish(outcome);
  }

  #ground(dir: string) {
    const { actsOf, now, onStep, onFailed } = this.#options;
    const heard = { ...(onStep && { onStep }), ...(onFailed && { onFailed }) };
    return { acts: actsOf(dir), memory: this.#memory, now, ...heard };
  }

  /** @throws Problem `release-foreign`, `release-older` */
  #judge(manifest: ReleaseManifest): void {
    const fault = judgeRelease(manifest, thisMachine(), this.current);
    if (fault !== undefined) throw new Problem(fault.code, fault.detail);
  }

  #plan({ dir, version, oneWay, older = false }: WantedRelease): OpenUpgrade {
    const { root, now } = this.#options;
    const { manifest } = releaseAt(root, version);
    if (!older) this.#judge(manifest);
    const from = this.current ?? null;
    const wayBack = from !== null && hasWayBack(releaseAt(root, from).manifest.schema, manifest.schema);
    // The first release of a box has nothing to go back to, and nobody has to be asked.
    if (from !== null && !wayBack && !oneWay) throw new Problem('release-one-way', `${from} → ${version}`);
    const begun = { step: 'preflight', cuts: 0, code: null, begunAt: now() } as const;
    return { ...begun, dir, from, to: version, wayBack };
  }

  /** A release that failed stays, to be looked at, until the next one that went well. */
  #finish(outcome: UpgradeOutcome): UpgradeOutcome {
    this.#settlePrevious();
    if (outcome.outcome === 'ok') removeOthers(this.#options.root, [outcome.from, outcome.to]);
    return outcome;
  }

  /** What ran before stays for `back`, also where a cut came between the two links. */
  #settlePrevious(): void {
    const { root } = this.#options;
    const { last } = this.#memory.read();
    if (last?.outcome !== 'ok' || last.from === null || last.to !== this.current) return;
    if (this.previous !== last.from) pointLink(root, rootPaths(root).previous, last.from);
  }
}
