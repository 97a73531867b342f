import { copyFileSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import t from 'tap';
import { checkJournal } from '../../../journal/check/check-journal.js';
import { rewrittenEnding } from '../../../journal/erasure/rewriting.js';
import { keepErasures } from '../../../provisioning/erasure/kept-erasures.js';
import { rewriteWhereDue } from '../../../provisioning/erasure/rewrite-files.js';
import {
  contentOf,
  databasesIn,
  erasedWord,
  eraseMoved,
  inFolder,
  makeErasedFolder,
  nodeErasures,
  writeMoved,
} from '../../support/erased-folder.js';
import { erasureOf, freeSpaceHolds, leaveInFreeSpace } from '../../support/erasures.js';
import { testKey } from '../../support/journal-fixtures.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const roles = ['site', 'hub'] as const;

/** A start of the program, as far as it writes files anew; what it logged. */
function start(dir: string, now = Date.now): readonly string[] {
  const said: string[] = [];
  const note = (level: string) => (facts: object, text: string) =>
    void said.push(`${level} ${text} ${JSON.stringify(facts)}`);
  const logger = { info: note('info'), warn: note('warn') } as unknown as Parameters<
    typeof rewriteWhereDue
  >[0]['logger'];
  rewriteWhereDue({ dir, key: testKey, logger, now });
  return said;
}

function leftOvers(dir: string): readonly string[] {
  return readdirSync(dir).filter((name) => name.includes(rewrittenEnding));
}

function dueSince(dir: string): number | null {
  return checkJournal({ file: join(dir, 'journal.db'), key: testKey, cipher: 'aegis' }, false).unwrittenSince;
}

function holding(dir: string, role: (typeof roles)[number]): readonly string[] {
  const words = [erasedWord, erasedWord.toLowerCase()];
  const files = databasesIn(dir, role).filter((file) => words.some((word) => freeSpaceHolds(file, word)));
  return files.map((file) => basename(file));
}

for (const role of roles) {
  t.test(`[W16] after the next start no free space of a ${role} holds what was erased`, async (t) => {
    const dir = temporaryFolder(t);
    await makeErasedFolder(dir, role);
    const files = databasesIn(dir, role);
    const all = files.map((file) => basename(file));
    t.strictSame(holding(dir, role), all, 'else nothing would be shown');
    const before = files.map((file) => contentOf(file));
    const head = readFileSync(join(dir, 'journal.db')).subarray(0, 16);
    t.match(
      start(dir, () => 1_800_000_000_001),
      [/^info .*written anew, once/, /^info .*were written anew/],
    );
    t.strictSame(holding(dir, role), []);
    t.strictSame(
      files.map((file) => contentOf(file)),
      before,
      'no row is another',
    );
    t.strictSame(readFileSync(join(dir, 'journal.db')).subarray(0, 16), head, 'it tells its key as before');
    for (const file of files) t.equal(statSync(file).mode & 0o777, 0o600);
    t.strictSame(leftOvers(dir), []);
    t.strictSame(start(dir), [], 'once');
    await inFolder(dir, role, async ({ journal }) => {
      t.match(await journal.erasures.find('erasure of p1'), { rewrittenMilliseconds: 1_800_000_000_001 });
      t.ok(journal.verify().audit && journal.verify().pages);
    });
  });
}

t.test('[W16][W15] a backup of before, put back and erased again, is due again', async (t) => {
  const dir = temporaryFolder(t);
  const file = join(dir, 'journal.db');
  await inFolder(dir, 'site', (open) => writeMoved(open, 5));
  copyFileSync(file, join(dir, 'yesterday'));
  await inFolder(dir, 'site', (open) => eraseMoved(dir, open));
  start(dir);
  copyFileSync(join(dir, 'yesterday'), file);
  t.strictSame(start(dir), [], 'it knows of no erasure yet');
  leaveInFreeSpace(file, erasedWord);
  await inFolder(dir, 'site', (open) => nodeErasures(dir, open).settleAtStart());
  t.strictSame(holding(dir, 'site'), ['journal.db']);
  t.equal(start(dir).length, 2);
  t.strictSame(holding(dir, 'site'), []);
});

t.test('[W16] what is not settled stays due', async (t) => {
  const dir = temporaryFolder(t);
  await inFolder(dir, 'site', async (open) => {
    await writeMoved(open, 5);
    keepErasures(dir, [erasureOf('p1')]);
    await open.journal.erasures.erase(erasureOf('p1'));
  });
  t.strictSame(start(dir), []);
  t.type(dueSince(dir), 'number');
  await inFolder(dir, 'site', (open) => nodeErasures(dir, open).settleAtStart());
  t.equal(start(dir).length, 2);
  t.equal(dueSince(dir), null);
});

t.test('[W16] a start that cannot do it goes on with the files as they were, and the next one tries', async (t) => {
  const dir = temporaryFolder(t);
  await makeErasedFolder(dir, 'site', 5);
  const attachments = join(dir, 'attachments.db');
  const whole = readFileSync(attachments);
  const damaged = Buffer.from(whole).fill(7, 4096 * 2, 4096 * 3);
  writeFileSync(attachments, damaged);
  t.match(start(dir), [/^info/, /^warn .*could not be written anew.*"code":"database-corrupt"/]);
  t.strictSame(readFileSync(attachments), damaged);
  t.type(dueSince(dir), 'number');
  writeFileSync(attachments, whole);
  t.match(start(dir), [/^info/, /^info/]);
  t.strictSame(holding(dir, 'site'), []);
});

t.test('[W16] what a killed start left is gone after the next one, also where nothing is due any more', async (t) => {
  const dir = temporaryFolder(t);
  await inFolder(dir, 'site', (open) => writeMoved(open, 1));
  copyFileSync(join(dir, 'journal.db'), join(dir, `journal.db${rewrittenEnding}`));
  t.strictSame(start(dir), []);
  t.strictSame(leftOvers(dir), []);
});

t.test('[W16][J6] a search file that is of no use is made anew from the journal', async (t) => {
  const dir = temporaryFolder(t);
  await makeErasedFolder(dir, 'hub', 5);
  writeFileSync(join(dir, 'search.db'), Buffer.alloc(8192, 7));
  t.match(start(dir), [/^info/, /^info/]);
  t.notOk(existsSync(join(dir, 'search.db')));
});
