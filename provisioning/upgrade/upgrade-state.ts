import type { UpgradeOutcomeName } from '../../protocol/facts/program-facts.js';
import { Problem, type ProblemCode } from '../../protocol/problem.js';
import { readTextIfThere, writeFileAtomically } from '../folder/atomic-file.js';

/**
 * What is done next of an upgrade that is under way, in this order; the last four undo what the others did. A step is
 * written down before it is begun, and may be begun again.
 */
export const upgradeSteps = [
  'preflight',
  'copy',
  'stop',
  'switch',
  'start',
  'prove',
  'back-stop',
  'back-switch',
  'back-start',
  'back-prove',
] as const;

export type UpgradeStep = (typeof upgradeSteps)[number];

/** An upgrade that is under way. */
export interface OpenUpgrade {
  /** The site's folder. */
  readonly dir: string;
  /** `null`: there was no release in this root before. */
  readonly from: string | null;
  readonly to: string;
  readonly step: UpgradeStep;
  /** Whether the release before can still write what this one leaves (rule U1). */
  readonly wayBack: boolean;
  /** How often it was begun again after a cut. */
  readonly cuts: number;
  /** Why it goes back; `null` while it goes forward. */
  readonly code: ProblemCode | null;
  /** Milliseconds since 1970. */
  readonly begunAt: number;
}

/** How an upgrade ended: `refused` before anything was touched, `stuck` where a person is needed. */
export interface UpgradeOutcome {
  readonly from: string | null;
  readonly to: string;
  readonly outcome: UpgradeOutcomeName;
  readonly code: ProblemCode | null;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** A release that is unpacked and waits for its time. */
export interface StagedRelease {
  readonly dir: string;
  readonly version: string;
  /** A person accepts that there is no way back. */
  readonly oneWay: boolean;
}

export interface UpgradeState {
  readonly open: OpenUpgrade | null;
  readonly staged: StagedRelease | null;
  readonly last: UpgradeOutcome | null;
}

const nothing: UpgradeState = { open: null, staged: null, last: null };

/** For the site's program too, which tells the hub of it: nothing in it is secret. */
const mode = 0o644;

/** The file in which a box keeps what it does about releases. */
export class UpgradeStateFile {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** @throws Problem `body-malformed`, `permission-denied` */
  read(): UpgradeState {
    const text = readTextIfThere(this.#path);
    if (text === undefined) return nothing;
    try {
      return { ...nothing, ...(JSON.parse(text) as Partial<UpgradeState>) };
    } catch (cause) {
      throw new Problem('body-malformed', this.#path, [], { cause });
    }
  }

  /** @throws Problem `disk-full`, `permission-denied` */
  write(state: UpgradeState): void {
    writeFileAtomically(this.#path, `${JSON.stringify(state, null, 2)}\n`, mode);
  }
}
