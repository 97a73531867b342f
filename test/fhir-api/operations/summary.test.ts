import t from 'tap';
import { asObject } from '../../../record/elements.js';
import { refusalOf, send } from '../../support/fhir-server.js';
import { onBothSearchFaces, type SearchFace } from '../../support/search-faces.js';
import { category, glucose, observation, record } from '../../support/summary-record.js';

t.setTimeout(300_000);

interface Document {
  readonly type: string;
  readonly timestamp: string;
  readonly identifier: { readonly system: string; readonly value: string };
  readonly entry: readonly { readonly fullUrl: string; readonly resource: Resource }[];
}

interface Resource {
  readonly resourceType: string;
  readonly id: string;
  readonly section: readonly Section[];
  readonly [element: string]: unknown;
}

interface Section {
  readonly title: string;
  readonly code: { readonly coding: readonly [{ readonly code: string }] };
  readonly text: { readonly status: string; readonly div: string };
  readonly entry?: readonly { readonly reference: string }[];
  readonly emptyReason?: { readonly coding: readonly [{ readonly code: string }] };
}

async function fill({ put, server }: SearchFace): Promise<void> {
  await put(...record);
  const answer = await send(server, 'lab', 'PUT', 'Observation/lab', glucose);
  if (answer.statusCode !== 201) throw new Error(answer.body);
  // Through `put`, so that a hub files and indexes it.
  await put({ resourceType: 'Organization', id: 'g2' });
}

async function ask({ server }: SearchFace, url: string, role: 'doctor' | 'reception' = 'doctor', language = 'en') {
  const answer = await send(server, role, 'GET', url, undefined, { 'accept-language': language });
  if (answer.statusCode !== 200) throw new Error(answer.body);
  const document = answer.json() as Document;
  const sections = new Map(
    document.entry[0]?.resource.section.map((section) => [section.code.coding[0].code, section]),
  );
  return { text: answer.body, document, sections };
}

const shown = (section: Section | undefined) =>
  section?.entry?.map(({ reference }) => reference.split('/').at(-1)).sort();

onBothSearchFaces(t, '[F109] $summary: the sections of the IPS, each with what belongs into it', async (t, face) => {
  await fill(face);
  const { sections, text } = await ask(face, 'Patient/p1/$summary');
  const expected: Readonly<Record<string, readonly string[]>> = {
    ...{ '11450-4': ['active'], '48765-2': ['allergy'], '10160-0': ['rx'], '11369-6': ['bcg'] },
    ...{ '30954-2': ['lab', 'linked'], '47519-4': ['op'], '46264-8': ['use'], '8716-3': ['vital'] },
    ...{
      '42348-3': ['will'],
      '104605-1': ['alert'],
      '18776-5': ['plan'],
      '11348-0': ['past'],
      '29762-2': ['social'],
      '10162-6': ['pregnant'],
    },
  };
  for (const [code, ids] of Object.entries(expected)) t.strictSame(shown(sections.get(code)), ids, code);
  t.strictSame([...sections.keys()].sort(), Object.keys(expected).sort(), 'none that is empty');
  t.match(sections.get('30954-2')?.text.div, /<td>5\.40 mmol\/L|5\.40 mmol\/L</, 'a value as it was written');
  t.match(text, /"value":5\.40/);
  t.match(sections.get('10160-0')?.text.div, /<td>Amlodipine 5 mg<\/td><td>1 le matin<\/td>/);
  t.match(sections.get('48765-2')?.text.div, /Pénicilline<\/td><td>Urticaire · high risk</);
  t.match(sections.get('46264-8')?.text.div, /Stimulateur/);
  t.match(sections.get('18776-5')?.text.div, /Suivi de la tension/);
  t.match(sections.get('42348-3')?.text.div, /2025-12-01<\/td><td>Ne pas réanimer</);
  t.match(sections.get('104605-1')?.text.div, /Risque de chute/);
  const byIdentifier = await ask(face, 'Patient/$summary?identifier=urn:carnet:cm:cni|100');
  t.strictSame([...byIdentifier.sections.keys()], [...sections.keys()]);
});

onBothSearchFaces(t, '[F109] $summary: a document whose references lead to its entries', async (t, face) => {
  await fill(face);
  const { document } = await ask(face, 'Patient/p1/$summary');
  const [composition] = document.entry.map(({ resource }) => resource);
  t.match(document, {
    type: 'document',
    identifier: { system: 'urn:ietf:rfc:3986', value: /^urn:uuid:/ },
    timestamp: /Z$/,
  });
  t.match(composition, {
    ...{ resourceType: 'Composition', status: 'final', language: 'en', title: /\S/, date: /\S/ },
    type: { coding: [{ system: 'http://loinc.org', code: '60591-5' }] },
  });
  const urls = new Set(document.entry.map(({ fullUrl }) => fullUrl));
  t.equal(urls.size, document.entry.length, 'bdl-7: each once');
  for (const { fullUrl, resource } of document.entry) {
    t.ok(/^urn:uuid:/.test(fullUrl) || fullUrl.endsWith(`/${resource.resourceType}/${resource.id}`), fullUrl);
    // FHIR R4 §2.36.4.1: a relative reference is completed by the fullUrl of its own entry.
    const base = fullUrl.replace(/\/[^/]+\/[^/]+$/, '');
    for (const [, named = ''] of JSON.stringify(resource).matchAll(/"reference":"([^"]+)"/g)) {
      const url = /^(?:urn|http)/.test(named) ? named : `${base}/${named}`;
      if (named === 'Observation/other') t.notOk(urls.has(url), 'nothing of another patient');
      else t.ok(urls.has(url), `${named} of ${resource.resourceType}/${resource.id}`);
    }
  }
  t.notOk(document.entry.some(({ resource }) => resource.id === 'p2' || resource.id === 'other'));
  const checked = await send(face.server, 'doctor', 'POST', 'Bundle/$validate', document);
  t.match(checked.json(), { issue: [{ severity: 'information' }] }, checked.body);
});

onBothSearchFaces(t, '[F109] $summary: the profiles of the IPS are claimed where they hold', async (t, face) => {
  const of = (id: string, more: object) => ({ resourceType: 'Patient', id, ...more });
  const [name, birthDate] = [[{ family: 'Éyébé' }], '1991-03-08'];
  const cases = [
    [of('whole', { name, birthDate }), true],
    [of('dayless', { name }), false],
    [of('nameless', { birthDate }), false],
    [of('bare', { name: [...name, { use: 'old' }], birthDate }), false],
    [
      of('unsaid', { name: [{ text: 'X' }], _birthDate: { extension: [{ url: 'urn:x', valueCode: 'unknown' }] } }),
      true,
    ],
  ] as const;
  await face.put(...cases.map(([patient]) => patient));
  for (const [{ id }, isClaimed] of cases) {
    const { document } = await ask(face, `Patient/${id}/$summary`);
    const claimed = [document, document.entry[0]?.resource].map((each) => asObject(each)?.['meta'] !== undefined);
    t.strictSame(claimed, [isClaimed, isClaimed], id);
  }
});

onBothSearchFaces(
  t,
  '[F110] $summary: narratives in the reader’s language, with nothing in them that runs',
  async (t, face) => {
    await fill(face);
    const french = await ask(face, 'Patient/p1/$summary', 'doctor', 'fr');
    t.equal(french.sections.get('11450-4')?.title, 'Problèmes actifs');
    t.match(french.sections.get('48765-2')?.text.div, /risque élevé/);
    t.equal(french.document.entry[0]?.resource['language'], 'fr');
    const english = await ask(face, 'Patient/p1/$summary');
    t.equal(english.sections.get('11450-4')?.title, 'Active problems');
    for (const { sections, language } of [
      { ...french, language: 'fr' },
      { ...english, language: 'en' },
    ]) {
      for (const { text } of sections.values()) {
        t.equal(text.status, 'generated');
        t.ok(text.div.startsWith(`<div xmlns="http://www.w3.org/1999/xhtml" lang="${language}"`));
        t.notMatch(text.div, /<(?!\/?(?:div|table|thead|tbody|tr|th|td|p)[ >])/, 'no element but these');
        t.notMatch(text.div, /&(?!(?:amp|lt|gt|quot|#39);)/);
      }
      t.match(sections.get('11450-4')?.text.div, /HTA &lt;script&gt;alert\(&quot;1&quot;\)&lt;\/script&gt; &amp; co/);
    }
  },
);

onBothSearchFaces(
  t,
  '[F109] $summary: what is not there is said to be unavailable, what is hidden withheld',
  async (t, face) => {
    await fill(face);
    const required = ['11450-4', '48765-2', '10160-0'];
    const { sections } = await ask(face, 'Patient/p2/$summary');
    t.strictSame([...sections.keys()].sort(), [...required, '8716-3'].sort());
    for (const code of required) {
      t.equal(sections.get(code)?.emptyReason?.coding[0].code, 'unavailable');
      t.equal(sections.get(code)?.entry, undefined, 'ips-comp-1: entries or a reason');
      t.match(sections.get(code)?.text.div, /<p>Nothing is noted here/);
    }
    const seen = await ask(face, 'Patient/p1/$summary', 'reception');
    t.strictSame([...seen.sections.keys()].sort(), required.toSorted());
    for (const code of required) t.equal(seen.sections.get(code)?.emptyReason?.coding[0].code, 'withheld');
    t.strictSame(
      seen.document.entry.map(({ resource }) => resource.resourceType),
      ['Composition', 'Patient', 'Organization', 'Device'],
    );
  },
);

onBothSearchFaces(t, '[F109] $summary: the latest of many, and faults', async (t, face) => {
  await fill(face);
  await face.put(
    ...Array.from({ length: 55 }, (_, index) =>
      observation(`v${index}`, {
        category: category('vital-signs'),
        effectiveDateTime: `2026-02-01T10:${String(index).padStart(2, '0')}:00Z`,
      }),
    ),
  );
  const vital = (await ask(face, 'Patient/p1/$summary')).sections.get('8716-3');
  t.equal(vital?.entry?.length, 40);
  t.equal(vital?.entry?.[0]?.reference.split('/').at(-1), 'v54', 'the latest first');
  t.match(vital?.text.div, /Only the latest 40\./);
  const refused = async (url: string, role: 'doctor' | 'admin' = 'doctor') => {
    const { status, code } = refusalOf(await send(face.server, role, 'GET', url));
    return `${status} ${code}`;
  };
  t.equal(await refused('Patient/nobody/$summary'), '404 not-found');
  t.equal(await refused('Patient/$summary'), '400 parameter-malformed');
  t.equal(await refused('Patient/$summary?identifier=urn:carnet:cm:cni|999'), '404 not-found');
  t.equal(await refused('Patient/p1/$summary?identifier=a|1'), '400 parameter-malformed');
  t.equal(await refused('Patient/p1/$summary?profile=http://example.org/x'), '422 profile-unknown');
  t.equal(await refused('Patient/p1/$summary?graph=x'), '400 parameter-unknown');
  t.equal(await refused('Patient/p1/$summary', 'admin'), '403 forbidden');
});
