import t from 'tap';
import { journalLimits } from '../../../journal/limits.js';
import { refusalOf, send } from '../../support/fhir-server.js';
import { keysOf, onBothSearchFaces, type SearchFace } from '../../support/search-faces.js';

const reference = (address: string) => ({ reference: address });
const world = [
  { resourceType: 'Organization', id: 'top', name: 'Top' },
  { resourceType: 'Organization', id: 'ward', name: 'Ward', partOf: reference('Organization/top') },
  { resourceType: 'Organization', id: 'bed', name: 'Bed', partOf: reference('Organization/ward') },
  // Two that are part of each other: an iteration ends all the same.
  { resourceType: 'Organization', id: 'left', name: 'Left', partOf: reference('Organization/right') },
  { resourceType: 'Organization', id: 'right', name: 'Right', partOf: reference('Organization/left') },
  { resourceType: 'Practitioner', id: 'dr', name: [{ family: 'Abega' }] },
  {
    ...{ resourceType: 'Patient', id: 'p', managingOrganization: reference('Organization/ward') },
    generalPractitioner: [reference('Practitioner/dr'), reference('Organization/left')],
  },
  { resourceType: 'Observation', id: 'o1', status: 'final', code: {}, subject: reference('Patient/p') },
  { resourceType: 'Observation', id: 'o2', status: 'final', code: {}, subject: reference('Patient/p') },
];

const included = async (face: SearchFace, url: string) => (await face.keys(url, 'include')).toSorted();

onBothSearchFaces(t, '[F71] §3.1.1.5.3 includes go one step, by a parameter, to a type, or by all', async (t, face) => {
  await face.put(...world);
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['Patient?_include=Patient:general-practitioner', ['Organization/left', 'Practitioner/dr']],
    ['Patient?_include=Patient:general-practitioner:Practitioner', ['Practitioner/dr']],
    ['Patient?_include=*', ['Organization/left', 'Organization/ward', 'Practitioner/dr']],
    ['Patient?_include=Patient:*', ['Organization/left', 'Organization/ward', 'Practitioner/dr']],
    ['Patient?_revinclude=Observation:patient', ['Observation/o1', 'Observation/o2']],
    ['Patient?_revinclude=Observation:subject:Patient', ['Observation/o1', 'Observation/o2']],
    ['Patient?_revinclude=Observation:*', ['Observation/o1', 'Observation/o2']],
    ['Observation?_include=Observation:patient&_include=Observation:subject', ['Patient/p']],
    ['Organization?_include=Organization:partof', []],
    ['Organization?_id=ward,top&_include=Organization:partof', []],
    ['Organization?_id=bed&_include=Organization:partof', ['Organization/ward']],
    ['Organization?_id=top&_revinclude=Organization:partof', ['Organization/ward']],
  ];
  for (const [url, wanted] of cases) t.strictSame(await included(face, url), wanted, url);
});

onBothSearchFaces(
  t,
  '[F71] §3.1.1.5.3 :iterate goes on from what was included, round a circle once',
  async (t, face) => {
    await face.put(...world);
    const cases: readonly (readonly [string, readonly string[]])[] = [
      [
        'Observation?_id=o1&_include=Observation:patient&_include:iterate=Patient:organization',
        ['Organization/ward', 'Patient/p'],
      ],
      [
        'Observation?_id=o1&_include=Observation:patient&_include:iterate=Patient:organization&_include:iterate=Organization:partof',
        ['Organization/top', 'Organization/ward', 'Patient/p'],
      ],
      ['Organization?_id=left&_include:iterate=Organization:partof', ['Organization/right']],
      ['Organization?_id=left&_revinclude:iterate=Organization:partof', ['Organization/right']],
      [
        'Organization?_id=ward&_revinclude=Patient:organization&_revinclude:iterate=Observation:patient',
        ['Observation/o1', 'Observation/o2', 'Patient/p'],
      ],
      [
        'Observation?_id=o1&_include:iterate=*',
        [
          'Organization/left',
          'Organization/right',
          'Organization/top',
          'Organization/ward',
          'Patient/p',
          'Practitioner/dr',
        ],
      ],
    ];
    for (const [url, wanted] of cases) t.strictSame(await included(face, url), wanted, url);
  },
);

onBothSearchFaces(t, '[F71] what no answer can take is left out, and told', async (t, face) => {
  await face.put({ resourceType: 'Patient', id: 'many' });
  const records = Array.from({ length: journalLimits.includedResourcesMax + 1 }, (_, index) => ({
    ...{ resourceType: 'Observation', id: `n${index}`, status: 'final', code: {}, subject: reference('Patient/many') },
  }));
  for (let start = 0; start < records.length; start += 200) await face.put(...records.slice(start, start + 200));
  const url = 'Patient?_id=many&_revinclude=Observation:patient';
  const bundle = await face.find(url);
  t.equal(keysOf(bundle, 'include').length, journalLimits.includedResourcesMax);
  t.strictSame(
    bundle.entry?.at(-1)?.resource.issue?.map(({ code }) => code),
    ['too-costly'],
  );
  await face.put({ resourceType: 'Observation', id: 'n0', status: 'final', code: {} });
  const whole = await face.find(url);
  t.equal(keysOf(whole, 'include').length, journalLimits.includedResourcesMax);
  t.strictSame(keysOf(whole, 'outcome'), []);
  const text = await send(face.server, 'doctor', 'GET', `${url}&_summary=text`);
  t.strictSame(refusalOf(text), { status: 400, code: 'parameter-malformed', path: undefined });
});
