import { parseSiteCode, type SiteCode } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { readTextIfThere, writeFileAtomically } from '../folder/atomic-file.js';
import { nodePaths } from '../node-folder.js';

/** A site that was taken off the list. */
export interface Revocation {
  readonly site: SiteCode;
  readonly atMilliseconds: number;
}

/**
 * Who was revoked, as it stands outside of the database: one of an earlier day would let a stolen box in again.
 * @throws Problem `body-malformed` when the file was damaged: then nobody may be let in
 */
export function readRevocations(dir: string): readonly Revocation[] {
  const path = nodePaths(dir).revocations;
  const text = readTextIfThere(path);
  if (text === undefined) return [];
  try {
    const list = JSON.parse(text) as readonly { readonly site: string; readonly atMilliseconds: number }[];
    return list.map(({ site, atMilliseconds }) => ({ site: parseSiteCode(site), atMilliseconds }));
  } catch (cause) {
    throw new Problem('body-malformed', path, [], { cause });
  }
}

/** Keeps a revocation, before the database hears of it. */
export function keepRevocation(dir: string, revocation: Revocation): void {
  const kept = readRevocations(dir).filter(({ site }) => site !== revocation.site);
  writeFileAtomically(nodePaths(dir).revocations, `${JSON.stringify([...kept, revocation])}\n`);
}
