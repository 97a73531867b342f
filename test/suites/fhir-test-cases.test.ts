import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { madeProfile } from '../support/made-profiles.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import type { CaseResult, Suite } from './case-result.js';
import { fhirPathSuite } from './fhir-test-cases/fhirpath-suite.js';
import { jsonOfXml } from './fhir-test-cases/json-of-xml.js';
import { patchSuite } from './fhir-test-cases/patch-suite.js';
import { readXml } from './fhir-test-cases/read-xml.js';
import { validatorSuite } from './fhir-test-cases/validator-suite.js';

/** Runs a suite on files of our own that have the form of the published ones. */
async function runOn(
  t: { teardown(remove: () => void): unknown },
  suite: Suite,
  files: Readonly<Record<string, string>>,
): Promise<{ readonly holds: boolean; readonly results: readonly CaseResult[] }> {
  const folder = temporaryFolder(t);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const results: CaseResult[] = [];
  return { holds: await suite.run(folder, (result) => results.push(result)), results };
}

const patientXml = `<?xml version="1.0"?>\r\n<!-- x -->
<Patient xmlns="http://hl7.org/fhir"><id value="p"/>
  <text><status value="generated"/><div xmlns="http://www.w3.org/1999/xhtml"><p>a &amp; b</p></div></text>
  <contained><Organization><name value="O"/></Organization></contained>
  <extension url="urn:x"><valueDecimal value="1.10"/></extension>
  <active value="true"/><name id="n"><given value="A &lt; B"/><given><extension url="urn:y"><valueCode value="c"/></extension></given></name>
  <multipleBirthInteger value="2"/></Patient>`;

t.test('FHIR XML of a case becomes the JSON that it means, numbers as written', async (t) => {
  t.equal(
    jsonOfXml(readXml(patientXml)),
    [
      '{"resourceType":"Patient","id":"p","text":{"status":"generated",',
      '"div":"<div xmlns=\\"http://www.w3.org/1999/xhtml\\"><p>a &amp; b</p></div>"},',
      '"contained":[{"resourceType":"Organization","name":"O"}],"extension":[{"url":"urn:x","valueDecimal":1.10}],"active":true,',
      '"name":[{"id":"n","given":["A < B",null],"_given":[null,{"extension":[{"url":"urn:y","valueCode":"c"}]}]}],',
      '"multipleBirthInteger":2}',
    ].join(''),
  );
  t.throws(() => jsonOfXml(readXml('<Patient><colour value="x"/></Patient>')), /has no colour/);
  t.throws(() => readXml('<Patient><name></Patient>'), /closes nothing/);
  t.throws(() => readXml('<Patient>'), /too early/);
});

t.test('a case of a patch passes only with the result, or the refusal, that it wants', async (t) => {
  const cases = [
    { comment: 'right', doc: { a: 1 }, patch: [{ op: 'remove', path: '/a' }], expected: {} },
    { comment: 'wrong', doc: { a: 1 }, patch: [{ op: 'remove', path: '/a' }], expected: { a: 1 } },
    { comment: 'refused', doc: { a: 1 }, patch: [{ op: 'remove', path: '/b' }], error: 'x' },
    { comment: 'not refused', doc: { a: 1 }, patch: [], error: 'x' },
    { comment: 'refused in vain', doc: {}, patch: [{ op: 'nothing', path: '/a' }], expected: {} },
  ];
  const operation = `<parameter><name value="operation"/><part><name value="type"/><valueCode value="delete"/></part>
    <part><name value="path"/><valueString value="Patient.active"/></part></parameter>`;
  const patient = (inner: string) => `<Patient xmlns="http://hl7.org/fhir">${inner}</Patient>`;
  const xml = (
    name: string,
    output: string,
  ) => `<case name="${name}"><input>${patient('<active value="true"/>')}</input>
    <diff><Parameters xmlns="http://hl7.org/fhir">${operation}</Parameters></diff><output>${patient(output)}</output></case>`;
  const { holds, results } = await runOn(t, patchSuite, {
    'r4/patch/json-patch-tests.json': JSON.stringify(cases),
    'r4/patch/fhir-patch-tests.xml': `<tests>${xml('path', '')}${xml('path wrong', '<active value="true"/>')}<case name="empty"/></tests>`,
  });
  t.equal(holds, false);
  t.strictSame(
    results.map(({ name, outcome, reason = '' }) => [name, outcome, reason]),
    [
      ['path', 'passed', ''],
      ['path wrong', 'failed', 'another result'],
      ['empty', 'left-out', 'no resource in it'],
      ['right', 'passed', ''],
      ['wrong', 'failed', 'another result'],
      ['refused', 'passed', ''],
      ['not refused', 'failed', 'not refused'],
      ['refused in vain', 'failed', 'refused'],
    ],
  );
});

t.test('a case of FHIRPath passes only with the values, or the error, that it wants', async (t) => {
  const test = (name: string, expression: string, output: string, more = '') =>
    `<test name="${name}" inputfile="p.xml"${more}><expression>${expression}</expression>${output}</test>`;
  const given = '<output type="string">A &lt; B</output>';
  const { results } = await runOn(t, fhirPathSuite, {
    'r4/examples/p.xml': patientXml,
    'r4/fhirpath/tests-fhir-r4.xml': `<tests><group name="g">${[
      test('right', 'name.given.first()', given),
      test('wrong', 'name.family', given),
      test('predicate', 'name', '<output type="boolean">true</output>', ' predicate="true"'),
      '<test name="throws" inputfile="p.xml"><expression invalid="syntax">1 +</expression></test>',
      '<test name="accepts" inputfile="p.xml"><expression invalid="syntax">1</expression></test>',
      '<test name="absent" inputfile="q.xml"><expression>1</expression></test>',
    ].join('')}</group></tests>`,
  });
  t.strictSame(
    results.map(({ name, outcome, reason = '' }) => [name, outcome, reason]),
    [
      ['right', 'passed', ''],
      ['wrong', 'failed', 'another result'],
      ['predicate', 'passed', ''],
      ['throws', 'passed', ''],
      ['accepts', 'failed', 'accepts what is wrong (syntax)'],
      ['absent', 'left-out', 'q.xml is not there'],
    ],
  );
});

t.test(
  'a case of the validator passes when both take it or both refuse it, and is left out by reason only',
  async (t) => {
    const patient = (more: object = {}) => JSON.stringify({ resourceType: 'Patient', id: 'p', ...more });
    const outcome = (...texts: string[]) =>
      JSON.stringify({ issue: texts.map((text) => ({ severity: 'error', details: { text } })) });
    const profile = madeProfile('named', 'Patient', [{ path: 'Patient.name', min: 1 }]);
    const one = (name: string, file: string, java: string, more: object = {}) => ({
      ...{ name, file, version: '4.0', module: 'general', java, ...more },
    });
    const cases = [
      one('right', 'good.json', 'none.json'),
      one('wrong', 'bad.json', 'some.json'),
      one('taken', 'good.json', 'some.json'),
      one('refused', 'bad.json', 'none.json'),
      one('words', 'good.json', 'display.json'),
      one('absent', 'good.json', 'nowhere.json'),
      one('other', 'good.json', 'none.json', { module: 'questionnaire' }),
      one('of R5', 'good.json', 'none.json', { version: '5.0' }),
      one('profile', 'good.json', 'none.json', { profile: { source: 'profile.json', java: 'some.json' } }),
      one('profile kept', 'good.json', 'none.json', { profile: { source: 'profile.json', java: 'none.json' } }),
    ];
    const { holds, results } = await runOn(t, validatorSuite, {
      'validator/manifest.json': JSON.stringify({ 'test-cases': cases }),
      'validator/good.json': patient(),
      'validator/bad.json': patient({ colour: 'blue' }),
      'validator/profile.json': JSON.stringify(profile),
      'validator/outcomes/none.json': outcome(),
      'validator/outcomes/some.json': outcome('something is wrong'),
      'validator/outcomes/display.json': outcome('Wrong Display Name'),
    });
    t.equal(holds, false, 'what is right was refused');
    t.strictSame(
      results.map(({ name, outcome: how, reason = '' }) => [name, how, reason]),
      [
        ['right', 'passed', ''],
        ['wrong', 'passed', ''],
        ['taken', 'failed', 'takes what is wrong'],
        ['refused', 'failed', 'refuses what is right'],
        ['words', 'left-out', 'wrong only by terminology'],
        ['absent', 'left-out', 'no outcome is given'],
        ['other', 'left-out', 'a module that is not served'],
        ['profile', 'passed', ''],
        ['profile', 'passed', ''],
        ['profile kept', 'passed', ''],
        ['profile kept', 'failed', 'refuses what is right'],
      ],
    );
  },
);
