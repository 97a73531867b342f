import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type Journal, openJournal } from '../../journal/open.js';
import { hubCode, parseSiteCode, type SiteCode } from '../../protocol/ids.js';
import { temporaryFolder } from './temporary-folder.js';

/** A real journal in a folder of its own, closed and removed when the test ends. */
export function nodeJournal(
  t: { teardown(remove: () => void): unknown },
  role: 'hub' | 'site' = 'hub',
  site: SiteCode = role === 'hub' ? hubCode : parseSiteCode('7KD'),
): Journal {
  const file = join(temporaryFolder(t), 'journal.db');
  const journal = openJournal({ file, key: randomBytes(32).toString('hex'), role, site, epoch: 1 });
  t.teardown(() => journal.close());
  return journal;
}
