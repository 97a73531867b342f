import { createHash } from 'node:crypto';
import t from 'tap';
import { resolveReferences } from '../../../fhir-api/bundle/references.js';
import { refusalOf, send } from '../../support/fhir-server.js';
import { onBothSearchFaces, type SearchFace } from '../../support/search-faces.js';

const mhd = 'https://profiles.ihe.net/ITI/MHD/StructureDefinition';
const letter = Buffer.from('%PDF-1.4 Lettre de sortie');
const urn = (last: number) => `urn:uuid:3fdc72f4-a11d-4a9d-9260-a9f745779e0${last}`;
const patient = { reference: 'Patient/p' };

/** What a Document Source sends, minimal metadata: a SubmissionSet, a DocumentReference, and its content (IHE MHD 4.2, §2:3.65). */
function provideBundle(changes: object = {}) {
  const submissionSet = {
    resourceType: 'List',
    meta: { profile: [`${mhd}/IHE.MHD.Minimal.SubmissionSet`] },
    extension: [
      { url: `${mhd}/ihe-sourceId`, valueIdentifier: { system: 'urn:ietf:rfc:3986', value: 'urn:oid:1.2.3.4' } },
      {
        url: `${mhd}/ihe-designationType`,
        valueCodeableConcept: { coding: [{ system: 'http://loinc.org', code: '18842-5' }] },
      },
    ],
    identifier: [{ use: 'official', system: 'urn:ietf:rfc:3986', value: 'urn:oid:1.2.129.6.58.92.88336' }],
    status: 'current',
    mode: 'working',
    code: { coding: [{ system: 'https://profiles.ihe.net/ITI/MHD/CodeSystem/MHDlistTypes', code: 'submissionset' }] },
    subject: patient,
    date: '2026-11-20T11:00:00+01:00',
    entry: [{ item: { reference: urn(2) } }],
  };
  const document = {
    resourceType: 'DocumentReference',
    meta: { profile: [`${mhd}/IHE.MHD.Minimal.DocumentReference`] },
    masterIdentifier: { system: 'urn:ietf:rfc:3986', value: 'urn:oid:1.2.129.6.58.92.88337' },
    status: 'current',
    type: { coding: [{ system: 'http://loinc.org', code: '18842-5' }] },
    subject: patient,
    date: '2026-11-20T11:00:00+01:00',
    content: [
      {
        attachment: {
          ...{ contentType: 'application/pdf', url: urn(3), size: letter.length },
          hash: createHash('sha1').update(letter).digest('base64'),
        },
      },
    ],
    ...changes,
  };
  const binary = { resourceType: 'Binary', contentType: 'application/pdf', data: letter.toString('base64') };
  const entry = [submissionSet, document, binary].map((resource, index) => ({
    ...{ fullUrl: urn(index + 1), resource },
    request: { method: 'POST', url: resource.resourceType },
  }));
  return {
    ...{ resourceType: 'Bundle', type: 'transaction', entry },
    meta: { profile: [`${mhd}/IHE.MHD.Minimal.ProvideBundle`] },
  };
}

interface Answered {
  readonly type: string;
  readonly entry: readonly { readonly response: { readonly status: string; readonly location: string } }[];
}

async function withPatient({ put }: SearchFace): Promise<void> {
  await put({ resourceType: 'Patient', id: 'p', name: [{ family: 'Mbarga' }] });
}

onBothSearchFaces(
  t,
  '[F148][F43] IHE MHD ITI-65: a document comes with what describes it, in one transaction',
  async (t, face) => {
    await withPatient(face);
    const ask = (method: string, url: string, body?: object) => send(face.server, 'doctor', method, url, body);
    const answer = await ask('POST', '', provideBundle());
    t.equal(answer.statusCode, 200, answer.body);
    const { type, entry } = answer.json() as Answered;
    t.equal(type, 'transaction-response');
    t.strictSame(
      entry.map(({ response }) => response.status.slice(0, 3)),
      ['201', '201', '201'],
    );
    const [list = '', document = '', binary = ''] = entry.map(
      ({ response }) => /(\w+\/[\w-]+)\/_history/.exec(response.location)?.[1] ?? '',
    );
    t.match([list, document, binary].join(), /^List\/.*,DocumentReference\/.*,Binary\/.*$/);
    t.match((await ask('GET', list)).json(), { subject: patient, entry: [{ item: { reference: document } }] });
    const { content } = (await ask('GET', document)).json();
    const [{ attachment }] = content as [{ attachment: { url: string; hash: string } }];
    t.equal(attachment.url, binary);
    const read = await send(face.server, 'doctor', 'GET', attachment.url, undefined, { accept: 'application/pdf' });
    t.ok(read.rawPayload.equals(letter));
    t.equal(createHash('sha1').update(read.rawPayload).digest('base64'), attachment.hash);
    // ITI-66 and ITI-67 find it; at a hub once its index has it.
    await withPatient(face);
    t.strictSame(await face.keys('List?code=submissionset&patient=p&status=current'), [list]);
    t.strictSame(await face.keys('DocumentReference?patient=Patient/p&status=current&type=18842-5'), [document]);
    t.strictSame(await face.keys('List?identifier=urn:oid:1.2.129.6.58.92.88336&_include=List:item', 'include'), [
      document,
    ]);
  },
);

onBothSearchFaces(t, '[F148][F43] of a document that is wrong, nothing is kept', async (t, face) => {
  await withPatient(face);
  const count = async () => (await face.server.journal.records.history({ count: 200 })).versions.length;
  const before = await count();
  const answer = await send(face.server, 'doctor', 'POST', '', provideBundle({ status: 'nothing' }));
  t.match(refusalOf(answer), { status: 422, code: 'resource-invalid' });
  t.equal(await count(), before);
});

t.test('[F148] what a profile is called stays, wherever its entry lies', async (t) => {
  const published = 'http://x.example/StructureDefinition/p';
  const addresses = new Map([
    [published, 'StructureDefinition/1'],
    ['http://x.example/Binary/b', 'Binary/2'],
    [urn(1), 'Bundle/3'],
  ]);
  const read = (value: object) => JSON.parse(resolveReferences(JSON.stringify(value), addresses)) as object;
  t.strictSame(read({ url: published }), { url: published });
  t.strictSame(read({ attachment: { url: 'http://x.example/Binary/b' } }), { attachment: { url: 'Binary/2' } });
  t.strictSame(read({ attachment: { url: urn(1) } }), { attachment: { url: 'Bundle/3' } });
  t.strictSame(read({ attachment: { url: urn(2) } }), { attachment: { url: urn(2) } });
});
