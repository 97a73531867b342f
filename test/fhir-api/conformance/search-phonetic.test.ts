import t from 'tap';
import { refusalOf, send } from '../../support/fhir-server.js';
import { linkOf, onBothSearchFaces } from '../../support/search-faces.js';

const person = (id: string, family: string, ...given: readonly string[]) => ({
  ...{ resourceType: 'Patient', id, name: [{ family, given }] },
});
const world = [
  person('a', 'Mbarga', 'Jean-Pierre'),
  person('b', 'Mbargha', 'Pierre'),
  person('c', 'Ngo Bassong', 'Thérèse'),
  person('d', 'Ngobassong', 'Terese'),
  person('e', 'Tchoua', 'Mohamed'),
  person('f', 'Choua', 'Mouhamed', 'Aïssatou'),
  person('g', 'Ngoh', 'Ayssatu'),
  { resourceType: 'Patient', id: 'h', name: [{ text: 'N’Gono Élisabeth' }] },
  { resourceType: 'Patient', id: 'i' },
  { resourceType: 'Practitioner', id: 'd1', name: [{ family: 'Mbargha' }] },
  { resourceType: 'Person', id: 'p1', name: [{ family: 'Mbarga' }] },
  { resourceType: 'RelatedPerson', id: 'r1', patient: { reference: 'Patient/a' }, name: [{ family: 'Mbargah' }] },
];
const cases: readonly (readonly [value: string, ids: readonly string[]])[] = [
  ['Mbarga', ['a', 'b']],
  ['MBARGHA', ['a', 'b']],
  ['Mbar', []],
  ['pierre', ['a', 'b']],
  // In any order, all of them.
  ['Pierre Mbarga', ['a', 'b']],
  ['Mbargha Jean', ['a']],
  ['Jean Choua', []],
  ['Jeanpierre', ['a']],
  ['Ngo-Bassong', ['c', 'd']],
  ['ngobassong', ['c', 'd']],
  ['Bassong Therese', ['c']],
  ['Shoua', ['e', 'f']],
  ['Aisatu Tchoua', ['f']],
  ['Ngo', ['c', 'g']],
  ['Elizabeth Ngono', ['h']],
  ['Ngono,Ngoh Aissatou', ['g', 'h']],
  ['Nga', []],
];

onBothSearchFaces(t, '[F144] individual-phonetic: people by how their names sound', async (t, face) => {
  await face.put(...world);
  for (const [value, ids] of cases) {
    const found = (await face.keys(`Patient?phonetic=${value}`)).map((key) => key.slice('Patient/'.length));
    t.strictSame([...found].sort(), ids, value);
  }
  for (const [type, id] of [
    ['Practitioner', 'd1'],
    ['Person', 'p1'],
    ['RelatedPerson', 'r1'],
  ]) {
    t.strictSame(await face.keys(`${type}?phonetic=mbarga`), [`${type}/${id}`]);
    t.strictSame(await face.keys(`${type}?phonetic=barga`), []);
  }
  t.strictSame(await face.keys('Patient?phonetic:missing=true'), ['Patient/i']);
  t.strictSame(await face.keys('Patient?phonetic=mbarga&name=mbargh'), ['Patient/b'], 'the name is by its letters');
  t.strictSame(await face.keys('RelatedPerson?patient.phonetic=jean mbargha'), ['RelatedPerson/r1']);
  t.strictSame(await face.keys('Patient?_has:RelatedPerson:patient:phonetic=mbarga'), ['Patient/a']);
  const first = await face.find('Patient?phonetic=mbarga&_count=1&_total=accurate');
  t.equal(first.total, 2);
  t.equal((await face.keys(linkOf(first, 'next') ?? '')).length, 1);
  await face.put(person('b', 'Fotso', 'Pierre'));
  t.strictSame(await face.keys('Patient?phonetic=mbarga'), ['Patient/a'], 'what they are called now');
});

onBothSearchFaces(t, '[F144] a sound is compared whole, and gives no order', async (t, face) => {
  const ask = (query: string, headers = {}) =>
    send(face.server, 'doctor', 'GET', `Patient?${query}`, undefined, headers);
  for (const modifier of ['exact', 'contains', 'text', 'sound']) {
    t.equal(refusalOf(await ask(`phonetic:${modifier}=mbarga`)).code, 'parameter-unknown', modifier);
  }
  t.equal(refusalOf(await ask('phonetic=%25')).code, 'parameter-malformed');
  const words = Array.from({ length: 16 }, (_, index) => `ba${String.fromCharCode(97 + index)}ok`).join(' ');
  t.equal((await ask(`phonetic=${Array.from({ length: 60 }, () => words).join()}`)).statusCode, 200);
  const many = await ask(`phonetic=${Array.from({ length: 63 }, () => words).join()}`);
  t.equal(refusalOf(many).code, 'parameter-malformed', 'each word is a value');
  t.equal(refusalOf(await ask('_sort=phonetic', { prefer: 'handling=strict' })).code, 'parameter-unknown');
});
