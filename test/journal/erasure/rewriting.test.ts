import { readdirSync, readFileSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import t from 'tap';
import { rewriteFile } from '../../../journal/erasure/rewriting.js';
import { type Journal, openJournal, searchFileOf } from '../../../journal/open.js';
import { keyPragmas } from '../../../journal/sqlite/key.js';
import { hubCode, parseResourceType } from '../../../protocol/ids.js';
import { contentOf } from '../../support/erased-folder.js';
import { eraseWholly, erasureOf } from '../../support/erasures.js';
import {
  downTo,
  journalFile,
  observation,
  patient,
  referral,
  settle,
  testKey,
  upOf,
  welcomeOf,
  write,
} from '../../support/journal-fixtures.js';
import { carryDown, carryUp, feedOf, type StarSite, star } from '../../support/journal-star.js';

const keyed = (file: string) => ({ file, key: testKey, cipher: 'aegis' }) as const;

/** What a hub says to others and to its users of what it holds. */
async function saidBy(hub: Journal, a: StarSite, b: StarSite) {
  const held = await b.journal.digests.held();
  const expected = await hub.digests.expected(b.code, held.at);
  const clause = {
    kind: 'string' as const,
    parameter: 'family',
    values: [{ prefix: 'eq' as const, text: 'makossa' }],
  };
  const query = { type: parseResourceType('Patient'), clauses: [clause], count: 9, total: true, includes: [] };
  return {
    ...{ up: await hub.sync.heads(upOf(a.code)), down: await hub.sync.heads(downTo(b.code)) },
    ...{ feed: await feedOf(hub, b.code), expected: typeof expected === 'object' ? expected.heads.total : undefined },
    ...{ found: await hub.records.search(query), poison: await hub.poison.counts() },
  };
}

t.test('[W16][S4][S10][D1] a journal written anew says what it said, and its feeds go on', async (t) => {
  const file = journalFile(t);
  const { hub: before, sites } = await star(t, 2, { file });
  const [a, b] = sites;
  await write(a.journal, patient('p1'), patient('p2', { name: [{ family: 'Makossa' }] }), referral('r1', 'p2', b.code));
  await write(a.journal, patient('p2', { name: [{ family: 'Makossa' }], active: true }), observation('o1', 'p1'));
  await write(a.journal, { ...observation('o2', 'p2'), body: '{"broken":' }, referral('r2', 'p1', b.code));
  // As the welcome of a session does.
  await b.journal.siteEpochs.adoptHubEpoch(welcomeOf(1, []));
  for (const one of sites) await carryUp(before, one);
  await settle(before);
  for (const one of sites) await carryDown(before, one);
  await eraseWholly(before, erasureOf('p1'));
  const said = await saidBy(before, a, b);
  t.ok(
    said.feed.length > 2 && said.poison.length > 0 && said.found.total === 1 && said.expected !== undefined,
    'else nothing would be shown',
  );
  await before.stopIndex();
  before.close();
  const files = [file, searchFileOf(file)];
  const content = files.map((each) => contentOf(each));
  for (const each of files) rewriteFile(keyed(each));
  t.strictSame(
    files.map((each) => contentOf(each)),
    content,
  );

  const hub = openJournal({ file, key: testKey, role: 'hub', site: hubCode, epoch: 1 });
  t.teardown(() => hub.close());
  t.strictSame(await saidBy(hub, a, b), said);
  await write(a.journal, patient('p2', { name: [{ family: 'Makossa' }], active: false }));
  await carryUp(hub, a);
  await settle(hub);
  await carryDown(hub, b);
  t.match(await b.journal.records.read(patient('p2')), { body: /"active":false/ });
  t.ok(hub.verify().audit && hub.verify().pages);
});

/** Tables whose rows have a number that only SQLite knows, and may change where they are written anew. */
function unnumberedTables(file: string): readonly string[] {
  const database = new Sqlite(file);
  for (const pragma of keyPragmas('aegis', testKey)) database.pragma(pragma);
  try {
    const tables = database.pragma('table_list') as { name: string; type: string; wr: number; schema: string }[];
    const numbered = tables.filter(({ schema, type, wr }) => schema === 'main' && type === 'table' && wr === 0);
    return numbered
      .map(({ name }) => name)
      .filter((name) => {
        const columns = database.pragma(`table_info(${name})`) as { pk: number; type: string }[];
        const key = columns.filter(({ pk }) => pk > 0);
        return !name.startsWith('sqlite_') && (key.length !== 1 || key[0]?.type !== 'INTEGER');
      });
  } finally {
    database.close();
  }
}

t.test('[W16] no statement rests on a number of a row that is not a column', async (t) => {
  const file = journalFile(t);
  const { hub } = await star(t, 0, { file });
  await hub.fanout.index(1);
  t.strictSame(unnumberedTables(file), ['dead_letter']);
  t.strictSame(unnumberedTables(searchFileOf(file)), []);
  const folder = new URL('../../../journal/', import.meta.url);
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const using = sources.filter((name) =>
    /\b(?<!WITHOUT )(rowid|_rowid_|oid)\b/i.test(readFileSync(new URL(name, folder), 'utf8')),
  );
  t.ok(sources.length > 200);
  t.strictSame(using, []);
});
