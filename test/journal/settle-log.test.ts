import { copyFileSync, readFileSync, statSync, utimesSync } from 'node:fs';
import t from 'tap';
import { parseSiteCode } from '../../protocol/ids.js';
import { journalFile, openSite, patient, write } from '../support/journal-fixtures.js';

const site = parseSiteCode('7KD');

t.test('[W6] what an earlier run left in the write-ahead log is written and synced again at opening', async (t) => {
  const running = journalFile(t);
  const journal = openSite(t, site, { file: running });
  await write(journal, patient('p1'));
  // As a program that died leaves it.
  const file = journalFile(t);
  for (const end of ['', '-wal']) copyFileSync(`${running}${end}`, `${file}${end}`);
  const [log, before] = [`${file}-wal`, readFileSync(`${file}-wal`)];
  utimesSync(log, 1, 1);
  const again = openSite(t, site, { file });
  t.ok(statSync(log).mtimeMs > 1_000, 'all of it is on its way to the disk once more');
  t.ok(readFileSync(log).subarray(0, before.length).equals(before), 'as it was');
  t.ok(await again.records.read(patient('p1')));
  await write(again, patient('p2'));
  t.same(again.verify(), { pages: true, audit: true });
});
