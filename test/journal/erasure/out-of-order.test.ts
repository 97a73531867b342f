import t from 'tap';
import { type Change, chainStart, type LogScope, nextChain } from '../../../protocol/change.js';
import { parseResourceId, parseResourceType, parseSiteCode } from '../../../protocol/ids.js';
import { lane } from '../../../protocol/lane.js';
import { erasureOf } from '../../support/erasures.js';
import {
  author,
  batchesBetween,
  batchOf,
  downTo,
  observation,
  openHub,
  openSite,
  patient,
  upOf,
  write,
} from '../../support/journal-fixtures.js';

const [here, there] = [parseSiteCode('7KD'), parseSiteCode('8AB')];
/** The first changes of a log. */
function runIn(scope: LogScope, changes: readonly Change[]) {
  const chainBefore = chainStart(scope);
  const chainAfter = changes.reduce<Uint8Array>(nextChain, chainBefore);
  return { from: 1, to: changes.length, chainBefore, chainAfter, changes };
}

const result = { type: parseResourceType('Observation'), id: parseResourceId('o1') };

t.test('[W10] what was deleted before its content came is erased with its patient, too', async (t) => {
  const far = openSite(t, there);
  await write(far, patient('p1'), observation('o1', 'p1', { valueString: 'Bikoutsi' }));
  await far.records.commitBundle({ author, entries: [{ verb: 'delete', key: result }] });
  const batches = await batchesBetween(far.sync, openHub(t).sync, upOf(there));
  const of = batches.flatMap(({ batch }) => batch.changes).filter(({ resourceId }) => resourceId === result.id);
  const [content, deletion] = [
    of.filter(({ method }) => method === 'put'),
    of.filter(({ method }) => method === 'delete'),
  ];
  t.strictSame([content.length, deletion.length], [1, 1]);

  const journal = openSite(t, here);
  const log = downTo(here);
  // The lanes have their own pace.
  for (const [changes, way] of [
    [deletion, lane.urgent],
    [content, lane.clinical],
  ] as const) {
    const [outcome] = await journal.sync.applyBatches([batchOf(log, way, runIn({ ...log, lane: way }, changes))]);
    t.match(outcome, { applied: 1 });
  }
  const history = async () => (await journal.records.history({ ...result, count: 9 })).versions;
  t.match((await history()).map(({ body }) => body).join(''), /Bikoutsi/);
  await journal.erasures.erase(erasureOf('p1'));
  t.notMatch((await history()).map(({ body }) => body).join(''), /Bikoutsi/);
  t.match(await journal.records.read(result), { deleted: true, erased: true });
});
