import t from 'tap';
import { refusalOf, send } from '../../support/fhir-server.js';
import { keysOf, linkOf, onBothSearchFaces } from '../../support/search-faces.js';

const person = (id: string, changes: object = {}) => ({
  ...{ resourceType: 'Patient', id, gender: 'female', name: [{ family: 'Ngo' }] },
  ...changes,
});

onBothSearchFaces(
  t,
  '[F69] §3.1.1.3.5 whoever stands throughout is on one page, whatever is written meanwhile',
  async (t, face) => {
    for (const sort of [
      '',
      '&_sort=_id',
      '&_sort=-_lastUpdated',
      '&_sort=-birthdate',
      '&_sort=family,-birthdate',
      '&_sort=gender,_id',
    ]) {
      const tag = sort.replace(/[\W_]/g, '');
      const ids = Array.from({ length: 12 }, (_, index) => `s${tag}${index}`);
      const years = (index: number) => ({ birthDate: `19${60 + ((index * 5) % 7)}`, active: true });
      await face.put(
        ...ids.map((id, index) => person(id, { ...years(index), identifier: [{ value: tag || 'none' }] })),
      );
      const seen: string[] = [];
      let url: string | undefined = `Patient?identifier=${tag || 'none'}&_count=3${sort}`;
      for (let page = 0; url !== undefined; page += 1) {
        const bundle = await face.find(url);
        seen.push(...keysOf(bundle));
        url = linkOf(bundle, 'next');
        const extra = person(`x${tag}${page}`, { ...years(page), identifier: [{ value: tag || 'none' }] });
        await face.put(extra, person(`a${tag}${page}`, { ...years(page + 3), identifier: [{ value: tag || 'none' }] }));
      }
      const stood = seen.filter((key) => key.startsWith('Patient/s'));
      t.strictSame(stood.toSorted(), ids.map((id) => `Patient/${id}`).sort(), sort);
      t.equal(new Set(seen).size, seen.length, `nobody twice: ${sort}`);
    }
  },
);

onBothSearchFaces(
  t,
  '[F69] a search that becomes broad between two pages goes on in the order it began with',
  async (t, face) => {
    const ids = Array.from({ length: 6 }, (_, index) => `b${5 - index}`);
    await face.put(...ids.map((id) => person(id)));
    const first = await face.find('Patient?gender=female&_count=4');
    // From a thousand on another way is taken through the records.
    const many = Array.from({ length: 1100 }, (_, index) => person(`z${index}`));
    for (let start = 0; start < many.length; start += 200) await face.put(...many.slice(start, start + 200));
    const seen = keysOf(first);
    for (let url = linkOf(first, 'next'); url !== undefined; ) {
      const bundle = await face.find(url.replace('_count=4', '_count=200'));
      seen.push(...keysOf(bundle));
      url = linkOf(bundle, 'next');
    }
    t.equal(seen.length, 1106);
    t.equal(new Set(seen).size, 1106);
    const broad = await face.find('Patient?gender=female&_count=5&_total=accurate');
    t.equal(broad.total, 1106);
    // And back, below a thousand.
    await face.put(...many.slice(900).map((value) => ({ ...value, gender: 'male' })));
    const rest = keysOf(broad);
    for (let url = linkOf(broad, 'next'); url !== undefined; ) {
      const bundle = await face.find(url.replace('_count=5', '_count=200'));
      rest.push(...keysOf(bundle));
      url = linkOf(bundle, 'next');
    }
    t.equal(new Set(rest).size, 906);
    t.equal(rest.length, 906);
  },
);

onBothSearchFaces(t, '[F68] §3.1.1.5.2 several keys, each its way; who has no value comes last', async (t, face) => {
  await face.put(
    person('a', { name: [{ family: 'Zang' }, { family: 'Abena' }], birthDate: '1990' }),
    person('b', { name: [{ family: 'éyenga' }], birthDate: '1980', gender: 'male' }),
    person('c', { name: [{ family: 'Eyenga' }], birthDate: '1985', gender: 'male' }),
    person('d', { name: [], gender: 'other' }),
    person('e', {
      name: [{ family: 'Mbarga' }],
      birthDate: '1985',
      managingOrganization: { reference: 'Organization/1' },
    }),
  );
  const order = async (sort: string) => (await face.keys(`Patient?_sort=${sort}`)).map((key) => key.slice(8)).join('');
  t.equal(await order('family,birthdate'), 'abced');
  t.equal(await order('-family,_id'), 'aebcd');
  t.equal(await order('birthdate,-_id'), 'becad');
  t.equal(await order('-birthdate,_id'), 'acebd');
  t.equal(await order('gender,-birthdate'), 'aecbd');
  t.equal(await order('-gender,birthdate'), 'dbcea');
  t.equal(await order('organization,_id'), 'eabcd');
  t.equal(await order('-organization,-_id'), 'edcba');
  const weights = [7, 60.5, 60.25].map((value, index) => ({
    ...{ resourceType: 'Observation', id: `w${index}`, status: 'final', code: { text: 'x' } },
    valueQuantity: { value },
  }));
  await face.put(...weights);
  t.strictSame(await face.keys('Observation?_sort=-value-quantity'), [
    'Observation/w1',
    'Observation/w2',
    'Observation/w0',
  ]);
});

onBothSearchFaces(t, '[F73] a cursor is good for its own search and person, and says nothing', async (t, face) => {
  await face.put(person('p1'), person('p2'), person('p3'));
  const own = 'Patient?gender=female&_sort=family&_count=1';
  const cursor = new URL(linkOf(await face.find(own), 'next') ?? '').searchParams.get('_cursor') ?? '';
  t.notMatch(Buffer.from(cursor, 'base64url').toString('latin1'), /ngo/i, 'the name it goes on from is not in it');
  t.strictSame(await face.keys(`${own}&_cursor=${cursor}`), ['Patient/p2']);
  t.strictSame(await face.keys(`${own.replace('_count=1', '_count=9')}&_cursor=${cursor}`), [
    'Patient/p2',
    'Patient/p3',
  ]);
  const flipped = cursor.slice(0, -1) + (cursor.endsWith('A') ? 'B' : 'A');
  const others = [
    ...[`${own}&active=true`, own.replace('female', 'male'), 'Patient?gender=female&_sort=-family', 'Practitioner?'],
    ...[
      'Patient?_sort=family',
      'Patient/p1/Patient?gender=female&_sort=family',
      '?_type=Patient&gender=female&_sort=family',
    ],
  ].map((url) => `${url}&_cursor=${cursor}`);
  const bad = ['', 'x', flipped, `${cursor}A`, cursor.slice(1), 'A'.repeat(100_000), '%00', '../../x'];
  for (const url of [...others, ...bad.map((value) => `${own}&_cursor=${value}`)]) {
    const answer = await send(face.server, 'doctor', 'GET', url);
    t.strictSame(
      refusalOf(answer).code ?? answer.statusCode,
      answer.statusCode === 414 ? 414 : 'parameter-malformed',
      url.slice(0, 90),
    );
    t.notMatch(answer.body, /cipher|auth|base64/i);
  }
  const another = await send(face.server, 'nurse', 'GET', `${own}&_cursor=${cursor}`);
  t.strictSame(refusalOf(another), { status: 400, code: 'parameter-malformed', path: undefined });
});
