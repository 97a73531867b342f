import { basename, dirname } from 'node:path';
import { protocolVersion } from '../../protocol/batch.js';
import type { ProgramFacts, UpgradeFacts } from '../../protocol/facts/program-facts.js';
import { thisSchema } from '../release/read-facts.js';
import { rootPaths } from './install-root.js';
import { UpgradeStateFile } from './upgrade-state.js';

/**
 * What this program is, and how the last upgrade of its box ended.
 * @param programFolder where it lies: `ROOT/releases/VERSION`, or elsewhere where it was not brought in as a release
 */
export function readProgramFacts(programFolder: string): ProgramFacts {
  const { journal } = thisSchema();
  return { schema: journal.version, protocol: protocolVersion, upgrade: lastUpgrade(programFolder) };
}

function lastUpgrade(programFolder: string): UpgradeFacts | null {
  const releases = dirname(programFolder);
  if (basename(releases) !== 'releases') return null;
  try {
    const { last } = new UpgradeStateFile(rootPaths(dirname(releases)).state).read();
    return last && { ...last, from: last.from ?? '' };
  } catch {
    // What a box cannot read of itself must not keep it from telling the rest.
    return null;
  }
}
