import { Problem } from '../../protocol/problem.js';
import { isProblemCode } from '../../protocol/problems.js';
import type { IndexRound } from './search-builder.js';

/** What the thread of the index is asked for: one round, or to end. */
export type IndexRequest =
  | {
      readonly kind: 'round';
      readonly changesMax: number;
      readonly nowMilliseconds: number;
      /** Throw away what there is and begin anew. */
      readonly anew: boolean;
    }
  | { readonly kind: 'end' };

/** What it answers, to each round exactly once. */
export type IndexAnswer =
  | { readonly kind: 'done'; readonly round: IndexRound }
  | { readonly kind: 'failed'; readonly code: string };

/** Only the code crosses threads: SQLite's own words may quote values. */
export function failureOf(error: unknown): IndexAnswer {
  return { kind: 'failed', code: error instanceof Problem ? error.code : 'internal' };
}

export function problemOfFailure({ code }: { readonly code: string }): Problem {
  return new Problem(isProblemCode(code) ? code : 'internal', 'the index behind the commit');
}
