import { type Change, nextChain } from './change.js';

/** A run of a log, whole groups only. */
interface Run {
  readonly from: number;
  readonly to: number;
  readonly chainBefore: Uint8Array;
  readonly chainAfter: Uint8Array;
  readonly changes: readonly Change[];
}

/**
 * What of a run goes to an end that does not take versions without their body (rule S93): the groups before the first that
 * has one; `unsupported` when that is the first.
 */
export function beforeErased<R extends Run>(run: R | 'fork' | undefined): R | 'fork' | 'unsupported' | undefined {
  if (typeof run !== 'object') return run;
  const erased = run.changes.findIndex(({ erasedDigest }) => erasedDigest !== undefined);
  if (erased === -1) return run;
  const count = run.changes.slice(0, erased).findLastIndex(({ groupEnd }) => groupEnd) + 1;
  if (count === 0) return 'unsupported';
  const changes = run.changes.slice(0, count);
  const chainAfter = changes.reduce<Uint8Array>(nextChain, run.chainBefore);
  return { ...run, to: run.from + count - 1, chainAfter, changes };
}
