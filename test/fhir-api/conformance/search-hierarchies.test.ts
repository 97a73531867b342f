import t from 'tap';
import { makeBook } from '../../../record/profiles/profile-book.js';
import { refusalOf, send } from '../../support/fhir-server.js';
import { onBothSearchFaces } from '../../support/search-faces.js';

const clinical = 'http://terminology.hl7.org/CodeSystem/condition-clinical';
const act = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
const subject = { reference: 'Patient/p' };
const condition = (id: string, status: string, code: string, system = 'urn:icd') => ({
  ...{ resourceType: 'Condition', id, subject, code: { coding: [{ system, code }] } },
  clinicalStatus: { coding: [{ system: clinical, code: status }] },
});
const encounter = (id: string, code: string) => ({
  ...{ resourceType: 'Encounter', id, status: 'finished', class: { system: act, code }, subject },
});
const report = (id: string, status: string) => ({
  ...{ resourceType: 'DiagnosticReport', id, status, code: { text: 'x' }, subject },
});
const world = [
  { resourceType: 'Patient', id: 'p', name: [{ family: 'Mbarga' }] },
  ...[
    condition('malaria', 'active', 'B50'),
    condition('again', 'relapse', 'B50.9'),
    condition('over', 'resolved', 'B54'),
  ],
  condition('other', 'recurrence', 'B50', 'urn:other'),
  ...[encounter('ward', 'IMP'), encounter('acute', 'ACUTE'), encounter('out', 'AMB')],
  ...[report('first', 'preliminary'), report('final', 'final'), report('mended', 'corrected')],
];

onBothSearchFaces(
  t,
  '[F66] §3.1.1.4.5 :above and :below of a token, by the hierarchy of its code system',
  async (t, face) => {
    face.server.shelf.book = makeBook({
      ...{ profiles: [], valueSets: {} },
      hierarchies: { 'urn:icd': { 'B50-B54': ['B50', 'B54'], B50: ['B50.9'] } },
    });
    await face.put(...world);
    const status = 'http://hl7.org/fhir/diagnostic-report-status';
    const cases: readonly (readonly [query: string, ids: readonly string[]])[] = [
      [`Condition?clinical-status:below=${clinical}|active`, ['again', 'malaria', 'other']],
      [`Condition?clinical-status:above=${clinical}|relapse`, ['again', 'malaria']],
      [`Condition?clinical-status:below=${clinical}|resolved`, ['over']],
      [`Condition?clinical-status:below=${clinical}|nothing`, []],
      [
        `Condition?clinical-status:below=${clinical}|active,${clinical}|resolved`,
        ['again', 'malaria', 'other', 'over'],
      ],
      [`Encounter?class:below=${act}|IMP`, ['acute', 'ward']],
      [`Encounter?class:above=${act}|ACUTE`, ['acute', 'ward']],
      [`DiagnosticReport?status:below=${status}|amended`, ['mended']],
      [`DiagnosticReport?status:below=${status}|partial`, ['first']],
      ['Condition?code:below=urn:icd|B50-B54', ['again', 'malaria', 'over']],
      ['Condition?code:below=urn:icd|B50', ['again', 'malaria']],
      ['Condition?code:above=urn:icd|B50.9&clinical-status=active', ['malaria']],
      [`Patient?_has:Encounter:patient:class:below=${act}|IMP`, ['p']],
      [`Patient?_has:Encounter:patient:class:below=${act}|EMER`, []],
    ];
    for (const [query, ids] of cases) {
      const keys = await face.keys(query);
      t.strictSame(keys.map((key) => key.slice(key.indexOf('/') + 1)).sort(), ids, query);
    }
  },
);

onBothSearchFaces(
  t,
  '[F66][F48] a place in no hierarchy is refused, and more codes than a search may have',
  async (t, face) => {
    const codes = Array.from({ length: 1_000 }, (_, index) => `c${index}`);
    const ring = { a: ['b'], b: ['a'] };
    face.server.shelf.book = makeBook({
      ...{ profiles: [], valueSets: {} },
      hierarchies: { 'urn:wide': { top: codes }, 'urn:ring': ring },
    });
    await face.put(...world);
    const codeOf = async (query: string) =>
      refusalOf(await send(face.server, 'doctor', 'GET', `Condition?code:below=${query}`)).code;
    t.equal(await codeOf('urn:wide|top'), 'parameter-malformed');
    for (const value of ['a', '|a', 'urn:ring|', 'urn:ring|a|b'])
      t.equal(await codeOf(value), 'parameter-malformed', value);
    for (const value of ['urn:nowhere|a', 'constructor|a', `${act}/|IMP`]) {
      t.equal(await codeOf(value), 'parameter-unknown', value);
    }
    t.strictSame(await face.keys('Condition?code:below=urn:ring|a'), []);
    t.strictSame(await face.keys('Condition?code:below=urn:wide|c0'), []);
    const condition = { 'if-none-exist': `code:below=urn:nowhere|a` };
    const written = await send(
      face.server,
      'doctor',
      'POST',
      'Condition',
      { resourceType: 'Condition', subject },
      condition,
    );
    t.equal(refusalOf(written).code, 'parameter-unknown', 'a condition means nothing else');
  },
);
