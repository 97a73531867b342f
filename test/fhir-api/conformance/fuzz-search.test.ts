import t from 'tap';
import { indexAll, stillServes, timed, validResources, versionsOf } from '../../support/bad-input.js';
import { onBothFaces } from '../../support/fhir-faces.js';
import { send } from '../../support/fhir-server.js';
import { pick } from '../../support/mutations.js';
import { seededRandom } from '../../support/seeded-random.js';

/** Values that mean something to SQL, LIKE, GLOB, regular expressions, FHIR's own syntax or nobody. */
const oddValues = [
  ...[
    "'",
    "' OR 1=1 --",
    '%',
    '_',
    '%%%%%%%%%%',
    '*',
    '?',
    '[a-z]*',
    '\\',
    '\\,',
    '\\\\|',
    '|',
    '||',
    '$',
    ',',
    ',,,',
    '"',
    ';',
    '--',
  ],
  ...[
    '\u0000',
    '\ud800',
    '\u202e',
    'ﬃ',
    'e\u0301',
    '(a+)+$',
    'gt',
    'gtx',
    'ge2026-13',
    'eq9999-99',
    '1e999',
    '-0',
    'NaN',
    '../..',
    '%25',
  ],
  ...['Patient/', '/', '#', 'urn:uuid:x', 'http://x|1|2', 'true', '9'.repeat(400), 'x'.repeat(4_000), 'a,'.repeat(99)],
];
const oddNames = [
  ...[
    'name',
    'name:exact',
    'name:contains',
    'family',
    'birthdate',
    'identifier',
    'identifier:of-type',
    'general-practitioner',
  ],
  ...[
    'general-practitioner:identifier',
    'active',
    '_id',
    '_lastUpdated',
    '_tag',
    '_profile',
    '_has:Observation:patient:code',
  ],
  ...[
    'general-practitioner:Practitioner.name',
    'link:Patient.link:Patient.name',
    'phonetic',
    'name:missing',
    'name:not',
    'x',
    '',
  ],
  ...[
    '_sort',
    '_count',
    '_include',
    '_revinclude',
    '_include:iterate',
    '_elements',
    '_summary',
    '_total',
    '_cursor',
    '_type',
    '_content',
  ],
  ...[
    '_text',
    '_filter',
    '_query',
    '_list',
    '__proto__',
    'constructor',
    'name:constructor',
    '_has:::',
    'a.b.c.d.e.f.g.h.i.j.k',
  ],
];

onBothFaces(
  t,
  '[F48][F78] 600 odd searches are answered or refused, each in a bounded time, and change nothing',
  async (t, { server }) => {
    const random = seededRandom(78);
    await send(server, 'doctor', 'POST', 'Patient', validResources[0]);
    const before = await versionsOf(server);
    for (let run = 0; run < 600; run += 1) {
      const criteria = new URLSearchParams();
      for (let count = 1 + random.below(4); count > 0; count -= 1)
        criteria.append(pick(oddNames, random), pick(oddValues, random));
      const url = `Patient?${criteria}`;
      const answer = await timed(t, url, () => send(server, 'doctor', 'GET', url));
      if (![200, 400, 403, 413, 422].includes(answer.statusCode)) t.fail(`${answer.statusCode}: ${url}`);
    }
    t.equal(await versionsOf(server), before);
    t.notOk(
      server.log.some((line) => line.includes('OR 1=1') || line.includes('x'.repeat(100))),
      'no log has what was searched',
    );
    await stillServes(t, server);
  },
);

onBothFaces(
  t,
  '[F48][F78] signs of LIKE, GLOB and regular expressions in a search mean themselves',
  async (t, face) => {
    const { server } = face;
    const named = (family: string) => ({ resourceType: 'Patient', name: [{ family }] });
    const odd = ['9%9', 'a_b', 'x*y', 'q?r', 'c[d]e', 'f^g', 'h\\i', "k'l"];
    for (const family of [...odd, '9x9', 'aXb', 'xZy', 'qWr', 'cde', 'ffg', 'hi', 'kl'])
      await send(server, 'doctor', 'POST', 'Patient', named(family));
    await indexAll(face);
    for (const family of odd) {
      for (const modifier of [':exact', ':contains', '']) {
        const value = encodeURIComponent(family.replaceAll('\\', '\\\\'));
        const answer = await send(server, 'doctor', 'GET', `Patient?family${modifier}=${value}`);
        const found = (answer.json() as { entry?: { resource: { name: { family: string }[] } }[] }).entry ?? [];
        t.strictSame(
          found.map(({ resource }) => resource.name[0]?.family),
          [family],
          `${modifier} ${family}`,
        );
      }
    }
  },
);

onBothFaces(
  t,
  '[F48][F74] chains, `_has`, values and addresses without end are refused at once',
  async (t, { server }) => {
    const deep = (count: number) => Array.from({ length: count }, () => 'link:Patient').join('.');
    for (const url of [
      `Patient?${deep(5)}.name=x`,
      `Patient?${deep(2_000)}.name=x`,
      `Patient?${'_has:Patient:link:'.repeat(1_000)}name=x`,
      `Patient?name=${Array.from({ length: 5_000 }, (_, index) => index).join(',')}`,
      `Patient?${Array.from({ length: 2_000 }, (_, index) => `name=${index}`).join('&')}`,
      `Patient?_sort=${'birthdate,'.repeat(500)}birthdate`,
      `Patient?${'_include=Patient:link&'.repeat(500)}name=x`,
    ]) {
      const answer = await timed(t, url, () => send(server, 'doctor', 'GET', url));
      t.ok([400, 413, 414].includes(answer.statusCode), `${answer.statusCode} ${url.slice(0, 60)}`);
    }
    await stillServes(t, server);
  },
);

onBothFaces(t, '[F73] a cursor in which anything was changed opens nothing', async (t, face) => {
  const { server } = face;
  for (let index = 0; index < 3; index += 1) await send(server, 'doctor', 'POST', 'Patient', validResources[0]);
  await indexAll(face);
  const page = (await send(server, 'doctor', 'GET', 'Patient?_count=1')).json() as {
    link: { relation: string; url: string }[];
  };
  const next = new URL(page.link.find(({ relation }) => relation === 'next')?.url ?? '');
  const cursor = next.searchParams.get('_cursor') ?? '';
  t.ok(cursor.length > 20);
  const random = seededRandom(73);
  const tryCursor = (text: string) => {
    next.searchParams.set('_cursor', text);
    return send(server, 'doctor', 'GET', `${next.pathname}${next.search}`);
  };
  t.equal((await tryCursor(cursor)).statusCode, 200, 'as it was it opens');
  for (let run = 0; run < 100; run += 1) {
    const at = random.below(cursor.length - 1);
    const sign = pick(
      [...'ABCabc019-_'].filter((each) => each !== cursor[at]),
      random,
    );
    const answer = await tryCursor(cursor.slice(0, at) + sign + cursor.slice(at + 1));
    if (answer.statusCode !== 400) t.fail(`${answer.statusCode} after a change at ${at} of ${cursor.length}`);
  }
});
