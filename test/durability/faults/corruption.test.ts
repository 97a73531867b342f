import { closeSync, openSync, readFileSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { buildIfStale } from '../../bench/fresh-build.js';
import { SiteUnderFault } from './site-under-fault.js';

t.setTimeout(600_000);

const pageBytes = 4_096;

/** Overwrites a few bytes in the middle of pages of a file, without making it anew. */
function damage(file: string, pages: readonly number[]): void {
  const descriptor = openSync(file, 'r+');
  for (const page of pages) writeSync(descriptor, Buffer.alloc(16, 0x5a), 0, 16, page * pageBytes + 1_000);
  closeSync(descriptor);
}

t.test('[J3][W7] a damaged page is told in words and left as it is; with the page back, all is there', async (t) => {
  buildIfStale();
  const site = await SiteUnderFault.start(t, {});
  const file = join(site.dir, 'journal.db');
  t.ok((await site.write(40)).kept >= 40);
  await site.kill('SIGTERM');
  const sound = readFileSync(file);

  const pages = statSync(file).size / pageBytes;
  damage(file, [Math.floor(pages / 2)]);
  const damaged = readFileSync(file);
  await t.rejects(site.restart(), /\[database-corrupt\]/, 'at a start');
  t.ok(readFileSync(file).equals(damaged), 'the file is left as it is');

  writeFileSync(file, sound);
  await site.restart();
  damage(
    file,
    Array.from({ length: pages - 2 }, (_, index) => index + 2),
  );
  const { kept, refusals } = await site.write(3);
  t.equal(kept, 0);
  t.strictSame(refusals, ['500 database-corrupt'], 'while the program runs');
  const { exitCode, errors } = await site.program.ended();
  t.equal(exitCode, 1);
  t.match(errors, /\[database-corrupt\]/);

  writeFileSync(file, sound);
  await site.restart();
  t.strictSame(await site.missing(), []);
  t.ok((await site.write(5)).kept >= 5);
});

t.test('[J3][W7] a damaged commit in the write-ahead log is told, not left out in silence', async (t) => {
  buildIfStale();
  const site = await SiteUnderFault.start(t, {});
  const log = join(site.dir, 'journal.db-wal');
  t.ok((await site.write(30)).kept >= 30);
  await site.kill();
  const sound = readFileSync(log);
  damage(log, [Math.floor(statSync(log).size / pageBytes / 2)]);
  const damaged = readFileSync(log);
  await t.rejects(site.restart(), /\[database-corrupt\]/);
  t.ok(readFileSync(log).equals(damaged), 'it is left as it is');
  writeFileSync(log, sound);
  await site.restart();
  t.strictSame(await site.missing(), []);
});
