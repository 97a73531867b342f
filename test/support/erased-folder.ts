import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import type { AttachmentStore } from '../../journal/attachment-store.js';
import { openAttachments } from '../../journal/attachments/open-attachments.js';
import { type Journal, openJournal } from '../../journal/open.js';
import { keyPragmas } from '../../journal/sqlite/key.js';
import { hubCode, parseSiteCode, type SiteCode } from '../../protocol/ids.js';
import { NodeErasures } from '../../provisioning/erasure/node-erasures.js';
import { holdsNode, readNode } from '../../provisioning/node-folder.js';
import { type AttachmentReference, binaryOf } from '../../record/attachment.js';
import { erasureOf, leaveInFreeSpace } from './erasures.js';
import { observation, patient, resourceOf, testKey, write } from './journal-fixtures.js';
import { seededRandom } from './seeded-random.js';

/** A word that is nowhere but in the record that is erased. */
export const erasedWord = 'Bikoutsiquarantesept';

export interface OpenFolder {
  readonly role: 'hub' | 'site';
  readonly journal: Journal;
  readonly attachments: AttachmentStore;
}

/** Opens the databases of a folder as its program would, and closes them again. */
export async function inFolder<T>(
  dir: string,
  role: 'hub' | 'site',
  work: (open: OpenFolder) => Promise<T>,
  key = testKey,
): Promise<T> {
  const site = role === 'hub' ? hubCode : siteIn(dir);
  const journal = openJournal({ file: join(dir, 'journal.db'), key, role, site, epoch: 1 });
  const limits = { contentBytesMax: 1024 * 1024, storeBytesMax: 256 * 1024 * 1024 };
  const attachments = openAttachments({ ...limits, file: join(dir, 'attachments.db'), key });
  try {
    return await work({ role, journal, attachments });
  } finally {
    await journal.stopIndex();
    attachments.close();
    journal.close();
  }
}

/**
 * Writes the record of patient `p1`, which says {@link erasedWord} everywhere, among others in an order that splits and moves
 * the places of its rows; with contents of attachments, indexed.
 */
export async function writeMoved({ role, journal, attachments }: OpenFolder, rounds: number): Promise<void> {
  const { below } = seededRandom(7);
  for (let round = 0; round < rounds; round += 1) {
    const scattered = () => below(2_000_000_000).toString(36);
    const more = `${scattered()}${erasedWord} ${'x'.repeat(below(90))}`;
    const others = Array.from({ length: 6 }, () => `${scattered()}Makossa ${'y'.repeat(below(90))}`);
    await write(
      journal,
      patient('p1', { name: [{ family: more, given: [`${scattered()}${erasedWord}`] }], address: [{ city: more }] }),
      observation(`o${below(60)}`, 'p1', { valueString: more }),
      ...others.map((name) => patient(`q${below(200)}`, { name: [{ family: name }], address: [{ city: name }] })),
    );
    if (round % 5 !== 0) continue;
    const content = await takeIn(attachments, more.repeat(1 + below(8)));
    await takeIn(attachments, others.join(' ').repeat(1 + below(20)));
    await write(journal, scanOf(`b${round}`, content));
    if (role === 'hub') await journal.fanout.index(50);
  }
}

/** The databases of a folder that hold records. */
export function databasesIn(dir: string, role: 'hub' | 'site'): readonly string[] {
  const names = ['journal.db', 'attachments.db', ...(role === 'hub' ? ['search.db'] : [])];
  return names.map((name) => join(dir, name));
}

/**
 * A folder whose databases hold an erased record no more but in places that were freed before. Whether SQLite leaves such
 * depends on how its pages were split, so some are left as a program of before would have.
 */
export async function makeErasedFolder(dir: string, role: 'hub' | 'site', rounds = 40, key = testKey): Promise<void> {
  await inFolder(dir, role, (open) => writeMoved(open, rounds), key);
  for (const file of databasesIn(dir, role)) leaveInFreeSpace(file, erasedWord, key);
  await inFolder(dir, role, (open) => eraseMoved(dir, open), key);
}

/** The erasures of a folder; what cannot be settled fails. */
export function nodeErasures(dir: string, { journal, attachments }: OpenFolder): NodeErasures {
  const onError = (error: unknown) => {
    throw error;
  };
  return new NodeErasures({ dir, erasures: journal.erasures, attachments, onError });
}

/** Erases the record of `p1`, as its program does. */
export async function eraseMoved(dir: string, open: OpenFolder): Promise<void> {
  const node = nodeErasures(dir, open);
  const { settledMilliseconds } = await node.erase(erasureOf('p1'));
  await node.stop();
  if (settledMilliseconds === undefined) throw new Error('not settled');
}

/** Every row of every table, in the order in which it lies, and what the file says of itself. */
export function contentOf(file: string, key = testKey) {
  const database = new Sqlite(file);
  for (const pragma of keyPragmas('aegis', key)) database.pragma(pragma);
  try {
    const schema = database
      .prepare('SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name')
      .all() as {
      readonly type: string;
      readonly name: string;
    }[];
    // Of the mark itself nothing is to be the same.
    const tables = schema.filter(({ type, name }) => type === 'table' && name !== 'erasure').map(({ name }) => name);
    const rows = tables.map((name) => [name, database.prepare(`SELECT * FROM "${name}"`).raw().all()] as const);
    const settings = ['page_size', 'auto_vacuum', 'encoding', 'user_version', 'application_id', 'cipher'];
    return { schema, rows, settings: settings.map((name) => database.pragma(name)) };
  } finally {
    database.close();
  }
}

async function takeIn(attachments: AttachmentStore, text: string): Promise<AttachmentReference> {
  const upload = attachments.begin();
  await upload.write(Buffer.from(text));
  return upload.finish();
}

function scanOf(id: string, content: AttachmentReference) {
  const about = { id, contentType: 'text/plain', securityContext: 'Patient/p1' };
  return resourceOf(binaryOf(content, about) as unknown as Parameters<typeof resourceOf>[0]);
}

/** Of a folder that holds a node; in any other, one that is made up. */
function siteIn(dir: string): SiteCode {
  return holdsNode(dir) ? readNode(dir).code : parseSiteCode('7KD');
}
