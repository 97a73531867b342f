import { Problem } from '../../protocol/problem.js';
import type { Logger } from './logger.js';

/** The same error of the same part is told so often. */
const againMilliseconds = 3_600_000;

/**
 * Tells errors of a part whose failing harms nothing else: as a warning, each kind once an hour, and never so that the
 * program ends.
 */
export function quietErrors(logger: Logger, part: string, now: () => number): (error: unknown) => void {
  const toldAt = new Map<string, number>();
  return (error) => {
    const kind = error instanceof Problem ? error.code : String(error instanceof Error ? error.name : 'unknown');
    const before = toldAt.get(kind);
    if (before !== undefined && Math.abs(now() - before) < againMilliseconds) return;
    toldAt.set(kind, now());
    logger.warn({ err: error, part }, 'goes on without');
  };
}
