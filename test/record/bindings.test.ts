import t from 'tap';
import { parseResource } from '../../record/parse.js';
import { isMediaType } from '../../record/validation/media-type.js';
import { problemOf } from '../support/record-problem.js';

/** Where a resource breaks a rule; none where it is taken. */
function brokenAt(resource: object): readonly string[] {
  const problem = problemOf(() => parseResource(JSON.stringify({ id: 'x', ...resource })));
  return problem?.issues.map(({ path }) => path) ?? [];
}

const binary = (contentType: string) => ({ resourceType: 'Binary', contentType });
const invoice = (currency: string) => ({
  ...{ resourceType: 'Invoice', status: 'issued', totalNet: { value: 500, currency } },
});
const synthesis = (coding: object) => ({
  ...{ resourceType: 'RiskEvidenceSynthesis', status: 'draft' },
  population: { reference: 'EvidenceVariable/p' },
  outcome: { reference: 'EvidenceVariable/o' },
  riskEstimate: { value: 1, unitOfMeasure: { coding: [coding] } },
});

t.test('[F150] a media type is written as BCP 13 says, with parameters or without', async (t) => {
  const right = [
    ...['text/plain', 'application/fhir+json', 'text/plain; charset=utf-8', 'text/plain;charset="utf-8"', 'x/y'],
    ...['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'IMAGE/JPEG', 'chemical/x-pdb'],
    ...['application/fhir+xml; fhirVersion=4.0; charset="a;\\"b"', 'application/dicom; variant=DICOM STOW-RS'],
  ];
  for (const text of right) {
    t.ok(isMediaType(text), text);
    t.strictSame(brokenAt(binary(text)), [], text);
  }
  const wrong = ['not a mime', 'pdf', 'text/', '/plain', 'text/plain/x', 'text/plain;', 'text/plain; charset', '*/*'];
  for (const text of [...wrong, 'json', 'text/plain; a="b', `${'a'.repeat(128)}/b`]) {
    t.strictSame(brokenAt(binary(text)), ['Binary.contentType'], text);
  }
  t.notOk(isMediaType(`a/b${';a="'.repeat(500_000)}`), 'in bounded time');
  const attachment = { contentType: 'PDF', url: 'http://x.example/1' };
  t.strictSame(brokenAt({ resourceType: 'Patient', photo: [attachment] }), ['Patient.photo[0].contentType']);
});

t.test('[F150] a server may say of its formats json and xml in short', async (t) => {
  const statement = (format: string) => ({
    ...{ resourceType: 'CapabilityStatement', status: 'draft', date: '2026', kind: 'requirements' },
    ...{ description: 'x', fhirVersion: '4.0.1', format: [format], rest: [{ mode: 'server' }] },
  });
  for (const format of ['json', 'xml', 'ttl', 'application/fhir+json']) t.strictSame(brokenAt(statement(format)), []);
  t.strictSame(brokenAt(statement('yaml')), ['CapabilityStatement.format[0]']);
});

t.test('[F150] a currency is one of ISO 4217, in force or withdrawn', async (t) => {
  for (const code of ['XAF', 'EUR', 'USD', 'NGN', 'XTS', 'DEM']) t.strictSame(brokenAt(invoice(code)), [], code);
  for (const code of ['ZZZ', 'FCFA', 'xaf', 'constructor']) {
    t.strictSame(brokenAt(invoice(code)), ['Invoice.totalNet.currency'], code);
  }
});

t.test('[F150] a unit of measure that is bound to UCUM is one', async (t) => {
  const system = 'http://unitsofmeasure.org';
  t.strictSame(brokenAt(synthesis({ system, code: '{events}/100' })), []);
  for (const coding of [{ system, code: 'mmHg' }, { system: 'urn:x', code: 'mg' }, { code: 'mg' }, { system }]) {
    t.strictSame(brokenAt(synthesis(coding)), ['RiskEvidenceSynthesis.riskEstimate.unitOfMeasure']);
  }
});
