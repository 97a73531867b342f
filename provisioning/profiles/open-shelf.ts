import type { Logger } from 'pino';
import type { GivenProfilesStore } from '../../journal/profiles/given-profiles-store.js';
import { Problem } from '../../protocol/problem.js';
import { writeFileAtomically } from '../folder/atomic-file.js';
import { ProfileShelf } from './profile-shelf.js';

/**
 * Opens the profiles of a node, and brings their file and what is kept of it with the records in line (rule B18): a folder without the
 * file, as a restored one, gets it back; where it is there, it counts.
 */
export async function openShelf(
  file: string,
  copies: GivenProfilesStore,
  logger: Pick<Logger, 'error'>,
): Promise<ProfileShelf> {
  const there = new ProfileShelf(file, copies);
  const shelf = await levelled(there, file, copies).catch((cause: unknown) => {
    // A disk that is full keeps nobody from the records.
    if (!(cause instanceof Problem)) throw cause;
    logger.error({ code: cause.code, file }, 'profiles are not kept with the records');
    return there;
  });
  if (shelf.fault !== undefined)
    logger.error({ code: shelf.fault.code, file }, 'profiles cannot be used: carnet profile list');
  return shelf;
}

async function levelled(there: ProfileShelf, file: string, copies: GivenProfilesStore): Promise<ProfileShelf> {
  if (there.fault !== undefined) return there;
  const kept = await copies.read();
  if (there.text === undefined && kept !== undefined) {
    writeFileAtomically(file, kept);
    return new ProfileShelf(file, copies);
  }
  if (there.text !== undefined && there.text !== kept) await copies.keep(there.text);
  return there;
}
