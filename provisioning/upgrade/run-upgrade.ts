import { Problem } from '../../protocol/problem.js';
import { nextUpgrade, type UpgradeEvent } from './next-step.js';
import type { OpenUpgrade, UpgradeOutcome, UpgradeState, UpgradeStep } from './upgrade-state.js';

/** What the steps do; each may be called again after a cut, and then does what is left. */
export interface UpgradeActs {
  /** The new release looks at the site, and migrates a copy of its database. */
  preflight(open: OpenUpgrade): Promise<void>;
  /** A backup of the site, as the clock makes it. */
  copy(open: OpenUpgrade): Promise<void>;
  stop(open: OpenUpgrade): Promise<void>;
  /** Lets `current` name a release, at once and for good. */
  point(version: string): Promise<void>;
  start(open: OpenUpgrade): Promise<void>;
  /** Whether the site serves its users, under this version. @throws Problem `release-unhealthy` */
  prove(open: OpenUpgrade, version: string): Promise<void>;
}

export interface UpgradeMemory {
  read(): UpgradeState;
  write(state: UpgradeState): void;
}

export interface UpgradeGround {
  readonly acts: UpgradeActs;
  readonly memory: UpgradeMemory;
  readonly now: () => number;
  /** Hears of each step before it is begun. */
  readonly onStep?: (step: UpgradeStep) => void;
  /** And of why one failed. */
  readonly onFailed?: (problem: Problem) => void;
}

/** Begins an upgrade and carries it to its end. */
export function runUpgrade(open: OpenUpgrade, ground: UpgradeGround): Promise<UpgradeOutcome> {
  const { memory } = ground;
  memory.write({ ...memory.read(), open, staged: null });
  return carryOn(open, ground);
}

/** Carries an upgrade on that was cut; `undefined` where none is under way. */
export async function resumeUpgrade(ground: UpgradeGround): Promise<UpgradeOutcome | undefined> {
  const { open } = ground.memory.read();
  return open === null ? undefined : advance(open, { kind: 'cut' }, ground);
}

async function carryOn(open: OpenUpgrade, ground: UpgradeGround): Promise<UpgradeOutcome> {
  ground.onStep?.(open.step);
  return advance(open, await attempt(open, ground), ground);
}

/** Every state is on the disk before its step is begun. */
function advance(open: OpenUpgrade, event: UpgradeEvent, ground: UpgradeGround): Promise<UpgradeOutcome> {
  const { memory, now } = ground;
  const next = nextUpgrade(open, event);
  if (next.kind === 'goes-on') {
    memory.write({ ...memory.read(), open: next.open });
    return carryOn(next.open, ground);
  }
  const last = { ...next.ended, at: now() };
  memory.write({ ...memory.read(), open: null, last });
  return Promise.resolve(last);
}

async function attempt(open: OpenUpgrade, { acts, onFailed }: UpgradeGround): Promise<UpgradeEvent> {
  try {
    await act(open, acts);
    return { kind: 'done' };
  } catch (cause) {
    // Only what the closed list knows is a verdict about the step; anything else cuts it.
    if (!(cause instanceof Problem)) throw cause;
    onFailed?.(cause);
    return { kind: 'failed', code: cause.code };
  }
}

async function act(open: OpenUpgrade, acts: UpgradeActs): Promise<void> {
  switch (open.step) {
    case 'preflight':
      return acts.preflight(open);
    case 'copy':
      return acts.copy(open);
    case 'stop':
    case 'back-stop':
      return acts.stop(open);
    case 'switch':
      return acts.point(open.to);
    case 'start':
    case 'back-start':
      return acts.start(open);
    case 'prove':
      return acts.prove(open, open.to);
    case 'back-switch':
      return acts.point(open.from ?? open.to);
    case 'back-prove':
      return acts.prove(open, open.from ?? open.to);
  }
}
