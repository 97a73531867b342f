import t from 'tap';
import { refusalOf, send } from '../../support/fhir-server.js';
import { linkOf, onBothSearchFaces } from '../../support/search-faces.js';

const place = (id: string, latitude: number, longitude: number, more: object = {}) => ({
  ...{ resourceType: 'Location', id, status: 'active', position: { latitude, longitude } },
  ...more,
});
/** Yaoundé, and what is 2.4, 36, 195 and 790 km from it; and two on either side of the date line, 22 km apart. */
const world = [
  place('yaounde', 3.848, 11.5021),
  place('mvolye', 3.8264, 11.5021),
  place('mbalmayo', 3.5167, 11.5, { name: 'Hôpital de Mbalmayo' }),
  place('douala', 4.0511, 9.7679),
  place('maroua', 10.591, 14.3159),
  place('west', -16.8, -179.9),
  place('east', -16.8, 179.9),
  { resourceType: 'Location', id: 'nowhere', status: 'active', name: 'Ward' },
  { resourceType: 'Organization', id: 'o', name: 'x' },
  { resourceType: 'HealthcareService', id: 's', location: [{ reference: 'Location/mbalmayo' }] },
];
const yaounde = '3.848|11.5021';
const cases: readonly (readonly [query: string, ids: readonly string[]])[] = [
  [`near=${yaounde}|40`, ['mbalmayo', 'mvolye', 'yaounde']],
  [`near=${yaounde}|40|km`, ['mbalmayo', 'mvolye', 'yaounde']],
  [`near=${yaounde}|2.5`, ['mvolye', 'yaounde']],
  [`near=${yaounde}|2400|m`, ['yaounde']],
  [`near=${yaounde}|2500|m`, ['mvolye', 'yaounde']],
  [`near=${yaounde}|1.5|[mi_us]`, ['mvolye', 'yaounde']],
  [`near=${yaounde}|1.49|[mi_us]`, ['yaounde']],
  [`near=${yaounde}|0`, ['yaounde']],
  [`near=${yaounde}`, ['mbalmayo', 'mvolye', 'yaounde']],
  [`near=${yaounde}||m`, ['mbalmayo', 'mvolye', 'yaounde']],
  [`near=${yaounde}|200`, ['douala', 'mbalmayo', 'mvolye', 'yaounde']],
  [`near=${yaounde}|1|km,10.6|14.3|5|km`, ['maroua', 'yaounde']],
  ['near=-16.8|180|15', ['east', 'west']],
  ['near=-16.8|-180|15', ['east', 'west']],
  ['near=-16.8|179.9|5', ['east']],
  ['near=90|0|12000', ['douala', 'east', 'maroua', 'mbalmayo', 'mvolye', 'west', 'yaounde']],
  [`near=${yaounde}|40&name=hop`, ['mbalmayo']],
  ['near:missing=true', ['nowhere']],
];

onBothSearchFaces(t, '[F143] Location near: what lies within a distance of a place', async (t, face) => {
  await face.put(...world);
  for (const [query, ids] of cases) {
    const found = (await face.keys(`Location?${query}`)).map((key) => key.slice('Location/'.length));
    t.strictSame([...found].sort(), ids, query);
  }
  t.strictSame(await face.keys(`HealthcareService?location.near=${yaounde}|40`), ['HealthcareService/s']);
  const first = await face.find(`Location?near=${yaounde}|40&_count=2&_total=accurate`);
  t.equal(first.total, 3);
  const seen = [...(first.entry ?? []).map(({ resource }) => resource.id)];
  for (const key of await face.keys(linkOf(first, 'next') ?? '')) seen.push(key.slice('Location/'.length));
  t.strictSame(seen.sort(), ['mbalmayo', 'mvolye', 'yaounde']);
  await face.put(place('mvolye', 4.0511, 9.7679));
  t.strictSame(await face.keys(`Location?near=${yaounde}|2.5`), ['Location/yaounde'], 'where it stands now');
});

onBothSearchFaces(
  t,
  '[F143] a place, distance or unit that is none is refused, and nothing is near by its order',
  async (t, face) => {
    await face.put(...world);
    const wrong = [
      '',
      '3.8',
      '3.8|',
      '|11.5',
      '91|0|1',
      '0|181|1',
      'x|0',
      '3.8|11.5|-1',
      '3.8|11.5|1e3',
      '3.8|11.5|NaN',
    ];
    wrong.push(
      '3.8|11.5|1|mile',
      '3.8|11.5|1|km|x',
      '3.8|11.5|1|Km',
      '3.8|11.5|x',
      'gt3.8|11.5',
      '+3.8|11.5',
      '3.8%5C|11.5',
    );
    for (const value of wrong.slice(1)) {
      const answer = await send(face.server, 'doctor', 'GET', `Location?near=${value}`);
      t.strictSame(refusalOf(answer), { status: 400, code: 'parameter-malformed', path: undefined }, value);
    }
    for (const query of ['near:exact=3.8|11.5', 'near:below=3.8|11.5']) {
      const answer = await send(face.server, 'doctor', 'GET', `Location?${query}`);
      t.equal(refusalOf(answer).code, 'parameter-unknown', query);
    }
    const strict = { prefer: 'handling=strict' };
    const sorted = await send(face.server, 'doctor', 'GET', 'Location?_sort=near', undefined, strict);
    t.equal(refusalOf(sorted).code, 'parameter-unknown');
  },
);
