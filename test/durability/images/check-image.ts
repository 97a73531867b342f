import Sqlite, { type Database } from 'better-sqlite3';
import { openAttachments } from '../../../journal/attachments/open-attachments.js';
import { type Journal, openJournal } from '../../../journal/open.js';
import { hubCode, parseSiteCode } from '../../../protocol/ids.js';
import type { Lane } from '../../../protocol/lane.js';
import { Problem } from '../../../protocol/problem.js';
import { patient, testKey, upOf, write } from '../../support/journal-fixtures.js';
import { brokenLogs } from './check-logs.js';
import type { Expectation } from './expectation.js';
import { firstBoxOf } from './first-box.js';
import type { NodeName } from './marks.js';

/** Before a site has a code there is nothing in its database; any will do. */
const anyCode = parseSiteCode('7KD');

const countsText = `SELECT t.name || '/' || r.fhir_id AS resource, count(*) AS versions FROM version v
  JOIN resource r ON r.id = v.resource JOIN type t ON t.id = r.type GROUP BY r.id`;
/** What is wrong with a node's journal after a power cut, opened as the product opens it; in words. */
export async function checkJournal(
  file: string,
  node: NodeName,
  expected: Expectation,
  more: { readonly goesOn: boolean },
): Promise<string[]> {
  let database: Database | undefined;
  const site = node === 'hub' ? hubCode : expected.code === undefined ? anyCode : parseSiteCode(expected.code);
  let journal: Journal;
  try {
    journal = openJournal({
      ...{ file, key: testKey, role: node, site, epoch: 1, boxNumber: firstBoxOf(site) },
      openDriver: (path, options) => {
        database = new Sqlite(path, options);
        return database;
      },
    });
  } catch (error) {
    return [`${node}: cannot be opened: ${wordsOf(error)}`];
  }
  try {
    if (database === undefined) throw new Error('no database');
    const rows = database.prepare<[], { resource: string; versions: number }>(countsText).all();
    const broken = [
      ...brokenVersions(node, new Map(rows.map(({ resource, versions }) => [resource, versions])), expected),
      ...(await brokenLogs(journal, node, database)),
      ...(node === 'site' ? await brokenAtSite(journal, expected) : []),
    ];
    const { pages, audit } = journal.verify();
    if (!pages) broken.push(`${node}: a page is corrupt`);
    if (!audit) broken.push(`${node}: the chain of the audit is broken`);
    if (more.goesOn) await write(journal, patient('written-after'));
    return broken;
  } catch (error) {
    return [`${node}: cannot be read: ${wordsOf(error)}`];
  } finally {
    journal.close();
  }
}

/** Each resource has the versions that were acknowledged; of a command without an end all that it adds, or nothing. */
function brokenVersions(node: NodeName, found: ReadonlyMap<string, number>, expected: Expectation): string[] {
  const broken: string[] = [];
  const wanted = new Map(expected.versions[node]);
  const countOf = (resource: string) => (found.get(resource) ?? 0) - (wanted.get(resource) ?? 0);
  for (const { adds } of expected.open[node]) {
    const there = adds.filter((resource) => countOf(resource) > 0).length;
    if (there !== 0 && there !== adds.length) broken.push(`${node}: ${there} of ${adds.length} of a command are there`);
    if (there !== 0) for (const resource of adds) wanted.set(resource, (wanted.get(resource) ?? 0) + 1);
  }
  for (const [resource, versions] of wanted) {
    const there = found.get(resource) ?? 0;
    if (there < versions) broken.push(`${node}: ${resource}: ${versions - there} acknowledged versions are lost`);
    if (there > versions) broken.push(`${node}: ${resource}: ${there - versions} versions too many`);
  }
  for (const resource of found.keys()) if (!wanted.has(resource)) broken.push(`${node}: ${resource} came from nowhere`);
  return broken;
}

async function brokenAtSite(journal: Journal, expected: Expectation): Promise<string[]> {
  if (expected.code === undefined) return [];
  const broken: string[] = [];
  const kept = new Map(
    (await journal.sync.acknowledged(upOf(parseSiteCode(expected.code)))).map((of) => [of.lane, of]),
  );
  for (const [lane, seq] of expected.receipts) {
    const there = kept.get(lane as Lane)?.durable.seq ?? 0;
    if (there < seq) broken.push(`site: the receipt of lane ${lane} says ${there}, it was ${seq}`);
  }
  const next = expected.healthIds.length === 0 ? undefined : await journal.healthIds.take();
  if (next !== undefined && expected.healthIds.includes(next)) broken.push('site: a health identifier is given twice');
  return broken;
}

/** What is wrong with a site's attachments after a power cut. */
export async function checkContents(file: string, expected: Expectation): Promise<string[]> {
  try {
    const store = openAttachments({ file, key: testKey, contentBytesMax: 1e6, storeBytesMax: 1e9 });
    try {
      const broken: string[] = [];
      for (const [hash, bytes] of expected.contents) {
        const state = await store.state(hash);
        if (state?.complete !== true || state.bytes !== bytes) broken.push('attachments: a content is lost');
        else if ((await store.chunk(hash, 0)) === undefined) broken.push('attachments: a content has no bytes');
      }
      return broken;
    } finally {
      store.close();
    }
  } catch (error) {
    return [`attachments: cannot be opened: ${wordsOf(error)}`];
  }
}

function wordsOf(error: unknown): string {
  if (!(error instanceof Problem)) return String(error);
  return `${error.code} ${error.cause instanceof Error ? error.cause.message : ''}`;
}
