import { type ErasureOrder, erasureLimits } from '../../protocol/erasures/erasure-order.js';
import { parseResourceId, parseResourceType } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { readTextIfThere, writeFileAtomically } from '../folder/atomic-file.js';
import { nodePaths } from '../node-folder.js';

/**
 * The erasures of a node as they stand outside of its database, the earliest first: one of an earlier day would have the
 * bodies back (rule W15). Ids, reasons and references; nothing else of a patient.
 * @throws Problem `body-malformed` when the file was damaged: then nobody may be served what it would have closed
 */
export function readKeptErasures(dir: string): readonly ErasureOrder[] {
  const path = nodePaths(dir).erasures;
  const text = readTextIfThere(path);
  if (text === undefined) return [];
  try {
    return (JSON.parse(text) as readonly ErasureOrder[]).map(checked);
  } catch (cause) {
    throw new Problem('body-malformed', path, [], { cause });
  }
}

/** Keeps orders outside of the database, with fsync; one that stands there already is not written again. */
export function keepErasures(dir: string, orders: readonly ErasureOrder[]): void {
  const kept = readKeptErasures(dir);
  const known = new Set(kept.map(({ id }) => id));
  const added = orders.filter(({ id }) => !known.has(id));
  if (added.length > 0) writeFileAtomically(nodePaths(dir).erasures, `${JSON.stringify([...kept, ...added])}\n`);
}

function checked(order: ErasureOrder): ErasureOrder {
  const { id, reason, reference, by, author, orderedMilliseconds, patient, resources } = order;
  const texts = [id, reason, reference, by, author];
  const isWhole = texts.every((text) => typeof text === 'string') && Number.isFinite(orderedMilliseconds);
  if (!isWhole || resources.length > erasureLimits.resourcesMax) throw new Problem('body-malformed');
  if (patient !== undefined) parseResourceId(patient);
  for (const { type, id: resource } of resources) {
    parseResourceType(type);
    parseResourceId(resource);
  }
  return order;
}
