import t from 'tap';
import { journalLimits } from '../../../journal/limits.js';
import { addOrganization, onBothFaces, organization } from '../../support/fhir-faces.js';
import { addPatient, refusalOf, send, startFhirServer } from '../../support/fhir-server.js';

interface History {
  readonly type: string;
  readonly total?: number;
  readonly link: readonly { readonly relation: string; readonly url: string }[];
  readonly entry?: readonly {
    readonly fullUrl: string;
    readonly resource?: { readonly name: string; readonly meta: { readonly versionId: string } };
    readonly request: { readonly method: string; readonly url: string };
    readonly response: { readonly status: string; readonly etag: string };
  }[];
}

const nextOf = ({ link }: History) => link.find(({ relation }) => relation === 'next')?.url;
const namesOf = ({ entry = [] }: History) => entry.map(({ resource }) => resource?.name ?? 'deleted');

onBothFaces(t, '[F45] http.html#history: instance, with what made each version and its total', async (t, face) => {
  const { ask } = face;
  const address = await addOrganization(face, { name: 'A' });
  const id = address.split('/')[1];
  await ask('PUT', address, { ...organization, id, name: 'B' });
  await ask('DELETE', address);
  await ask('PUT', 'Organization/mine', { ...organization, id: 'mine', name: 'M' });
  const history = (await ask('GET', `${address}/_history`)).json() as History;
  t.equal(history.type, 'history');
  t.equal(history.total, 3);
  t.strictSame(namesOf(history), ['deleted', 'B', 'A']);
  t.strictSame(
    history.entry?.map((entry) => [entry.request.method, entry.request.url, entry.response.status]),
    [
      ['DELETE', address, '204'],
      ['PUT', address, '200'],
      ['POST', 'Organization', '201'],
    ],
  );
  for (const { resource } of history.entry?.slice(1) ?? []) {
    const version = await ask('GET', `${address}/_history/${resource?.meta.versionId}`);
    t.strictSame(version.json(), resource, 'vread says the same');
  }
  const mine = (await ask('GET', 'Organization/mine/_history')).json() as History;
  t.match(mine.entry, [{ request: { method: 'PUT', url: 'Organization/mine' }, response: { status: '201' } }]);
  t.equal((await ask('GET', 'Organization/never/_history')).statusCode, 404);
  t.equal(((await ask('GET', 'Location/_history')).json() as History).total, 0);
});

onBothFaces(t, '[F45] http.html#history: _since, _at and _count at every level', async (t, face) => {
  const { ask, server } = face;
  const address = await addOrganization(face, { name: 'nine' });
  const id = address.split('/')[1];
  for (const name of ['ten', 'eleven']) {
    server.clock.milliseconds += 3_600_000;
    await ask('PUT', address, { ...organization, id, name });
  }
  const levels = [`${address}/_history`, 'Organization/_history', '_history'];
  for (const level of levels) {
    const names = async (query: string) => namesOf((await ask('GET', `${level}?${query}`)).json() as History);
    t.strictSame(await names('_since=2026-11-21T10:00:00Z'), ['eleven', 'ten'], level);
    t.strictSame(await names('_since=2026-11-21T11:00:00.000%2B01:00'), ['eleven', 'ten']);
    t.strictSame(await names('_since=2026-11-21T12:00:00Z'), []);
    t.strictSame(await names('_since=2026-11-21'), ['eleven', 'ten', 'nine']);
    t.strictSame(await names('_at=2026-11-21T10:30:00Z'), ['ten'], 'what was current then');
    t.strictSame(await names('_at=2026-11-20'), []);
    t.strictSame(await names('_at=2026-11-22'), ['eleven']);
    t.strictSame(await names('_at=2026-11-21'), ['eleven', 'ten', 'nine']);
    t.strictSame(await names('_since=2026-11-21T10:00:00Z&_at=2026-11-21T10:30:00Z'), ['ten']);
    t.strictSame(await names('_count=1'), ['eleven']);
    const future = (await ask('GET', `${level}?_since=2036-01-01T00:00:00Z`)).json() as History;
    t.equal(future.total, 0);
    t.equal(nextOf(future), undefined);
    const counted = (await ask('GET', `${level}?_count=0`)).json() as History;
    t.notOk(counted.entry);
    for (const bad of ['_since=yesterday', '_at=x', '_count=-1', '_cursor=x', '_list=1']) {
      t.equal((await ask('GET', `${level}?${bad}`)).statusCode, 400, bad);
    }
  }
});

onBothFaces(
  t,
  '[F45] http.html#history: pages hold while others write, and no page takes for ever',
  async (t, face) => {
    const { ask, server } = face;
    for (let index = 0; index < 7; index += 1) await addOrganization(face, { name: `o${index}` });
    const walk = async (url: string) => {
      const seen: string[] = [];
      for (let next: string | undefined = url; next !== undefined; ) {
        const page = (await ask('GET', next.replace('http://localhost:80', ''))).json() as History;
        t.ok((page.entry?.length ?? 0) <= 3);
        seen.push(...namesOf(page));
        await addOrganization(face, { name: 'later' });
        next = nextOf(page);
      }
      return seen;
    };
    const all = ['o6', 'o5', 'o4', 'o3', 'o2', 'o1', 'o0'];
    t.strictSame(await walk('Organization/_history?_count=3'), all);
    t.strictSame(
      (await walk('_history?_count=3')).filter((name) => name !== 'later'),
      all,
    );
    const limits: { historyWindowVersionsMax: number; historyWindowsMax: number } = journalLimits;
    const { historyWindowVersionsMax, historyWindowsMax } = limits;
    t.teardown(() => Object.assign(limits, { historyWindowVersionsMax, historyWindowsMax }));
    Object.assign(limits, { historyWindowVersionsMax: 2, historyWindowsMax: 2 });
    await ask('POST', 'Location', { resourceType: 'Location', name: 'place' });
    for (let index = 0; index < 9; index += 1) await addOrganization(face, { name: 'later' });
    const first = (await ask('GET', 'Location/_history')).json() as History;
    t.strictSame([namesOf(first), first.total], [[], undefined], 'a page ends early');
    t.ok(nextOf(first), 'and goes on');
    t.strictSame(await walk('Location/_history?_count=3'), ['place']);
    Object.assign(limits, { historyWindowsMax: 3 });
    server.clock.milliseconds += 60_000;
    const since = new Date(server.clock.milliseconds).toISOString();
    await addOrganization(face, { name: 'new' });
    for (let index = 0; index < 3; index += 1) await ask('POST', 'Location', { resourceType: 'Location' });
    const recent = (await ask('GET', `Organization/_history?_since=${since}`)).json() as History;
    t.strictSame([namesOf(recent), nextOf(recent)], [['new'], undefined], 'nothing older is looked at');
  },
);

onBothFaces(
  t,
  '[F53] http.html#paging: self and first on each page, next but on the last, never previous',
  async (t, face) => {
    const { ask } = face;
    for (const name of ['a', 'b', 'c']) await addOrganization(face, { name });
    const base = 'http://localhost:80/fhir/Organization/_history';
    const since = '_since=2026-11-21T09%3A00%3A00Z';
    const linksOf = ({ link }: History) => Object.fromEntries(link.map(({ relation, url }) => [relation, url]));
    const page = async (url: string) => (await ask('GET', url)).json() as History;
    const first = linksOf(await page(`Organization/_history?${since}&_count=2`));
    t.match(first, { self: `${base}?${since}&_count=2`, first: `${base}?${since}&_count=2`, next: /_cursor=/ });
    const last = await page((first['next'] ?? '').replace('http://localhost:80', ''));
    t.strictSame(namesOf(last), ['a']);
    t.strictSame(linksOf(last), { self: first['next'], first: first['first'] });
    t.strictSame(Object.keys(linksOf(await page('Organization/_history'))), ['self'], 'a whole one has one page');
  },
);

t.test('[R1] the history of all shows what a role may see the history of', async (t) => {
  const server = await startFhirServer(t);
  const id = await addPatient(server);
  await send(server, 'admin', 'POST', 'Organization', organization);
  const seen = async (role: 'doctor' | 'ops') => {
    const history = (await send(server, role, 'GET', '_history')).json() as History;
    return history.entry?.map(({ fullUrl }) => fullUrl.split('/').at(-2));
  };
  t.strictSame(await seen('doctor'), ['Organization', 'Patient']);
  t.strictSame(await seen('ops'), ['Organization']);
  t.equal(refusalOf(await send(server, 'ops', 'GET', `Patient/${id}/_history`)).status, 403);
});

onBothFaces(
  t,
  '[F65][F75] http.html#general, http.html#history: _summary and _elements of what a history shows',
  async (t, face) => {
    const { ask } = face;
    const address = await addOrganization(face, { name: 'A', language: 'fr', contact: [{ name: { text: 'X' } }] });
    const id = address.split('/')[1];
    await ask('PUT', address, { ...organization, id, name: 'B', contact: [{ name: { text: 'Y' } }] });
    await ask('DELETE', address);
    const shown = async (url: string) => ((await ask('GET', url)).json() as History).entry ?? [];
    for (const level of [`${address}/_history`, 'Organization/_history', '_history']) {
      const [deletion, ...others] = await shown(`${level}?_summary=true`);
      t.equal(deletion?.resource, undefined, 'a deletion has nothing to show');
      t.match(others, [{ resource: { name: 'B' } }, { resource: { name: 'A' } }], level);
      for (const { resource } of others) {
        t.notOk(Object.hasOwn(resource ?? {}, 'contact'), 'which is no part of a summary');
        t.match(resource?.meta, { tag: [{ code: 'SUBSETTED' }] });
      }
      const [, elements] = await shown(`${level}?_elements=contact`);
      t.notOk(Object.hasOwn(elements?.resource ?? {}, 'name'));
      t.match(elements?.resource, { contact: [{ name: { text: 'Y' } }], meta: { tag: [{ code: 'SUBSETTED' }] } });
      const [, whole] = await shown(`${level}?_summary=false`);
      t.notOk(JSON.stringify(whole).includes('SUBSETTED'));
      const page = (await ask('GET', `${level}?_summary=true&_count=1`)).json() as History;
      t.match(nextOf(page), /_summary=true/, 'the next page shows as much');
      for (const bad of [
        '_summary=some',
        '_summary=true&_summary=text',
        '_summary=text&_elements=name',
        '_elements=1',
      ]) {
        t.match(refusalOf(await ask('GET', `${level}?${bad}`)), { status: 400, code: 'parameter-malformed' }, bad);
      }
    }
    const counted = (await ask('GET', `${address}/_history?_summary=count`)).json() as History;
    t.match(counted, { type: 'history', total: 3 });
    t.equal(counted.entry, undefined);
    const ofMany = await ask('GET', 'Organization/_history?_summary=count');
    t.match(refusalOf(ofMany), { status: 400, code: 'parameter-malformed' }, 'nobody counts what many were');
  },
);
