import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { openAttachments } from '../../journal/attachments/open-attachments.js';
import type { CopiedContents } from '../../journal/subject-copy/journal-copy-source.js';
import { temporaryFolder } from './temporary-folder.js';

/** A real store of attachments in a folder of its own, closed and removed when the test ends. */
export function contentsOf(t: { teardown(remove: () => void): unknown }): CopiedContents {
  const store = openAttachments({
    ...{ file: join(temporaryFolder(t), 'attachments.db'), key: randomBytes(32).toString('hex') },
    ...{ contentBytesMax: 1_000_000, storeBytesMax: 3_000_000 },
  });
  t.teardown(() => store.close());
  return { store, ask: (hash) => store.ask(hash) };
}
