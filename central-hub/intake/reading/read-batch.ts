import { type Place, placeOf } from '../../../journal/fan-out/recent-places.js';
import { readBody } from '../../../journal/structure.js';
import { type Batch, type Dictionaries, decodeBatch } from '../../../protocol/batch.js';
import type { Change } from '../../../protocol/change.js';
import { Problem } from '../../../protocol/problem.js';

/** All that can be known of a batch without the journal. */
export interface ReadBatch {
  /** Decoded and proven. */
  readonly batch: Batch;
  /** Where each change belongs, by its index; none for a deletion, nor for a body that fails its check. */
  readonly places: readonly (Place | undefined)[];
}

/** Reads the batches of sites: here, or in a thread of its own. */
export interface BatchReader {
  /** Not always answered in the order of the calls. @throws what {@link readBatch} throws */
  read(payload: Uint8Array): Promise<ReadBatch>;
  /** Answers what was asked for; resolves when nothing runs any more. */
  stop(): Promise<void>;
}

/** Reads in the thread that asks: for a network whose time is made, and where nobody is in a hurry. */
export function readingHere(dictionaries: Dictionaries): BatchReader {
  return { read: async (payload) => readBatch(payload, dictionaries), stop: async () => {} };
}

/** Synchronous. @throws Problem, as `decodeBatch` does */
export function readBatch(payload: Uint8Array, dictionaries: Dictionaries): ReadBatch {
  const batch = decodeBatch(payload, dictionaries);
  return { batch, places: batch.changes.map(placeIfSound) };
}

/** The journal looks again at a body without a place, and finds the code that its change is set aside with (rule P1). */
function placeIfSound(change: Change): Place | undefined {
  if (change.method === 'delete' || change.erasedDigest !== undefined) return undefined;
  try {
    return placeOf(readBody(change));
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}
