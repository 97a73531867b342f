import t from 'tap';
import {
  type BundleShown,
  type EntryShown,
  linkIn,
  onBothCrucibles,
  pagesFrom,
  smallPatient,
} from '../../support/crucible.js';
import { refusalOf } from '../../support/fhir-server.js';

/**
 * What fhir-crucible/plan_executor (Apache-2.0, commit cdb4d0d) checks in `lib/tests/suites/history_test.rb`, ported by reading.
 * Its checks have the numbers that stand before the titles here.
 */
const isDeletion = ({ request }: EntryShown) => request?.method === 'DELETE';
const shownIn = ({ entry = [] }: BundleShown) => entry.filter((each) => !isDeletion(each));

function isNewestFirst(bundle: BundleShown): boolean {
  const times = shownIn(bundle).map(({ resource }) => Date.parse(resource?.meta.lastUpdated ?? ''));
  return times.every((time, index) => !Number.isNaN(time) && (index === 0 || (times[index - 1] ?? 0) >= time));
}

function versionsIn(bundle: BundleShown): readonly string[] {
  return shownIn(bundle).map(({ resource }) => `${resource?.id} ${resource?.meta.versionId}`);
}

onBothCrucibles(t, '[F45][F53] plan_executor History001', async (t, client) => {
  const { ask, json, server } = client;
  const after = (milliseconds: number) => new Date(server.clock.milliseconds + milliseconds).toISOString();
  const made = await json('POST', 'Patient', smallPatient('h1', 'Ada'));
  const address = `Patient/${made.id}`;
  server.clock.milliseconds += 1_000;
  await json('PUT', address, { ...made, telecom: [{ system: 'email', value: 'a@b.example' }] });
  server.clock.milliseconds += 1_000;
  const deleted = await ask('DELETE', address);
  const [before, later] = [after(-60_000), after(3_600_000)];

  await t.test('setup: a deletion is answered 200 or 204', async (t) => {
    t.ok([200, 204].includes(deleted.statusCode));
  });
  await t.test('HI01 the history of a resource has each version once, the newest first', async (t) => {
    const bundle = await json<BundleShown>('GET', `${address}/_history`);
    t.equal(bundle.type, 'history');
    t.equal(bundle.total ?? bundle.entry?.length, 3);
    t.ok(isNewestFirst(bundle));
    t.equal(new Set(versionsIn(bundle)).size, 2);
  });
  await t.test('HI01.1 one of its entries was a POST, one a PUT, one a DELETE', async (t) => {
    const { entry = [] } = await json<BundleShown>('GET', `${address}/_history`);
    t.strictSame(
      entry.map(({ request }) => request?.method),
      ['DELETE', 'PUT', 'POST'],
    );
  });
  await t.test('HI02 the history of a resource since a time', async (t) => {
    const bundle = await json<BundleShown>('GET', `${address}/_history?_since=${before}`);
    t.equal(bundle.total ?? bundle.entry?.length, 3);
    t.ok(shownIn(bundle).every(({ resource }) => resource?.id === made.id));
    t.ok(isNewestFirst(bundle));
    t.equal((await json<BundleShown>('GET', `${address}/_history?_since=${later}`)).total, 0);
  });
  await t.test('HI03 each version of a history is read by its id', async (t) => {
    const shown = shownIn(await json<BundleShown>('GET', `${address}/_history`));
    t.equal(shown.length, 2);
    for (const { resource } of shown) {
      const version = await json('GET', `${address}/_history/${resource?.meta.versionId}`);
      t.strictSame(version, resource);
    }
    t.equal((await ask('GET', address)).statusCode, 410, 'what was deleted is gone');
  });
  await t.test('HI04 a resource that never was has no history', async (t) => {
    // The checker wants no resource in the answer; an OperationOutcome with the reason is what FHIR R4 §3.1.0.1.5 asks for.
    t.match(refusalOf(await ask('GET', 'Patient/3141592unlikely/_history')), { status: 404, code: 'not-found' });
  });
  for (const [check, url] of [
    ['HI06 the history of a type since a time', 'Patient/_history'],
    ['HI08 the history of all since a time', '_history'],
  ] as const) {
    await t.test(check, async (t) => {
      const bundle = await json<BundleShown>('GET', `${url}?_since=${before}`);
      t.ok(shownIn(bundle).every(({ resource }) => typeof resource?.id === 'string'));
      t.equal(new Set(versionsIn(bundle)).size, versionsIn(bundle).length);
      t.ok(isNewestFirst(bundle));
      const { total, entry = [] } = await json<BundleShown>('GET', `${url}?_since=${later}`);
      t.equal(total ?? entry.length, 0);
    });
  }
  await t.test('HI09 pages of a history, forwards', async (t) => {
    const pages = await pagesFrom(client, `Patient/_history?_since=${before}&_count=2`);
    t.ok(pages.every(({ entry = [] }) => entry.length <= 2));
    t.equal(pages.flatMap(({ entry = [] }) => entry).length, 3);
  });
  await t.test(
    'HI10 not served: there is no way back in a history (F53), and FHIR R4 §3.1.1.3.5 asks for none',
    async (t) => {
      const pages = await pagesFrom(client, `Patient/_history?_since=${before}&_count=2`);
      t.ok(pages.every((page) => linkIn(page, 'previous') === undefined && linkIn(page, 'prev') === undefined));
      const [, last] = pages;
      t.ok(last && linkIn(last, 'first') !== undefined, 'but to the first page');
    },
  );
  await t.test('HI11 the first page of the history of all', async (t) => {
    t.ok(((await json<BundleShown>('GET', '_history')).entry ?? []).length >= 3);
  });
});
