import fc from 'fast-check';
import t from 'tap';
import { eventIdOf } from '../../../fhir-api/audit/audit-event.js';
import { auditWords } from '../../../journal/audit/audit-words.js';
import { localDate } from '../../../record/date-time.js';
import { onBothFaces } from '../../support/fhir-faces.js';
import { type FhirServer, refusalOf, send, startFhirServer } from '../../support/fhir-server.js';
import { observation, patient, write } from '../../support/journal-fixtures.js';

interface Coding {
  readonly system: string;
  readonly code: string;
}
interface Event {
  readonly id: string;
  readonly type: Coding;
  readonly subtype?: readonly Coding[];
  readonly action: string;
  readonly outcome: string;
  readonly recorded: string;
  readonly agent: readonly { readonly who: { readonly reference?: string; readonly identifier?: { value: string } } }[];
  readonly entity?: readonly { readonly what?: { readonly reference?: string } }[];
}
interface Bundle {
  readonly total?: number;
  readonly link: readonly { readonly relation: string; readonly url: string }[];
  readonly entry?: readonly { readonly resource: Event; readonly search: { readonly mode: string } }[];
}

const authors = ['Practitioner/a', 'Practitioner/b', '0AB Practitioner/a', 'Device/7KD.labo', 'carnet:sync'];
const subjects = ['', 'Observation', 'Patient/p', 'Patient/q', 'Observation/o', 'Observation/o/_history/v', '/api/x'];
const start = Date.parse('2026-11-21T09:00:00Z');

async function startAudit(t: { teardown(stop: () => unknown): unknown }): Promise<FhirServer> {
  const server = await startFhirServer(t);
  await write(server.journal, patient('p'), patient('q'), observation('o', 'p'));
  for (let index = 0; index < 140; index += 1) {
    server.clock.milliseconds = start + ((index * 37) % 48) * 3_600_000;
    const action = auditWords[(index * 7) % auditWords.length] ?? 'read';
    const [author = '', subject = ''] = [authors[(index * 3) % 5], subjects[(index * 5) % 7]];
    const outcome = index % 3 === 0 ? 'refused' : 'done';
    await server.journal.records.audit([{ author, action, subject, outcome }]);
  }
  server.clock.milliseconds = start;
  return server;
}

/** All pages of a search, and what their links say. */
async function searchAll(server: FhirServer, query: string): Promise<readonly Event[]> {
  const found: Event[] = [];
  let url: string | undefined = `/fhir/AuditEvent?${query}`;
  while (url !== undefined) {
    const response = await send(server, 'admin', 'GET', url);
    if (response.statusCode !== 200) throw new Error(`${url}: ${response.body}`);
    const bundle = response.json() as Bundle;
    if (bundle.total !== undefined) throw new Error('a total');
    found.push(...(bundle.entry ?? []).map(({ resource }) => resource));
    url = bundle.link.find(({ relation }) => relation === 'next')?.url.replace(/^https?:\/\/[^/]+/, '');
  }
  return found;
}

type Ask = readonly [parameter: string, value: string];
type Judge = (event: Event, value: string) => boolean;

const isCode = ({ system, code }: Coding, value: string) => {
  const [first = '', second] = value.split('|');
  return second === undefined ? code === first : system === first && (second === '' || code === second);
};
const whoIs = ({ agent }: Event) => agent.flatMap(({ who }) => who.reference ?? []);
const whatIs = ({ entity = [] }: Event) =>
  entity.flatMap(({ what }) => what?.reference?.replace(/\/_history\/.*/, '') ?? []);
const among = (list: readonly string[], value: string) =>
  value.includes('/') ? list.includes(value) : list.some((each) => each.split('/')[1] === value);
/** A day that is asked for without a zone is one of Cameroon. */
const ofDay = ({ recorded }: Event) => localDate(Date.parse(recorded));

/** FHIR R4 §3.1.1.4 and §6.2.7, said once more and plainly. */
const judges: Readonly<Record<string, Judge>> = {
  patient: (event, value) =>
    among(
      whatIs(event).filter((each) => each.startsWith('Patient/')),
      value,
    ),
  entity: (event, value) => among(whatIs(event), value),
  agent: (event, value) => among(whoIs(event), value),
  'agent:identifier': ({ agent }, value) => agent.some(({ who }) => who.identifier?.value === value.split('|').at(-1)),
  type: ({ type }, value) => isCode(type, value),
  subtype: ({ subtype = [] }, value) => subtype.some((coding) => isCode(coding, value)),
  action: ({ action }, value) => action === value.split('|').at(-1),
  outcome: ({ outcome }, value) => outcome === value.split('|').at(-1),
  date: (event, value) => {
    const [, prefix, day = ''] = /^([a-z]{2})?(.+)$/.exec(value) ?? [];
    if (prefix === 'ge') return ofDay(event) >= day;
    if (prefix === 'lt') return ofDay(event) < day;
    return prefix === 'ne' ? ofDay(event) !== day : ofDay(event) === day;
  },
};

const dcm = 'http://dicom.nema.org/resources/ontology/DCM';
const asks: fc.Arbitrary<Ask> = fc.constantFrom<Ask[]>(
  ...[['patient', 'p'] as Ask, ['patient', 'Patient/q'] as Ask, ['patient', 'nobody'] as Ask],
  ...[['entity', 'Observation/o'] as Ask, ['entity', 'Patient/p'] as Ask, ['entity', 'o'] as Ask],
  ...[['agent', 'Practitioner/a'] as Ask, ['agent', 'b'] as Ask, ['agent', 'Device/7KD.labo'] as Ask],
  ...[['agent:identifier', 'carnet:sync'] as Ask, ['agent:identifier', 'urn:carnet:author|0AB Practitioner/a'] as Ask],
  ...[['type', 'rest'] as Ask, ['type', `${dcm}|110114`] as Ask, ['type', `${dcm}|`] as Ask, ['type', 'x|rest'] as Ask],
  ...[['subtype', '110122'] as Ask, ['subtype', 'urn:carnet:audit|refused'] as Ask, ['subtype', 'vread'] as Ask],
  ...[['action', 'E'] as Ask, ['action', 'R'] as Ask, ['outcome', '0'] as Ask, ['outcome', '4'] as Ask],
  ...[['date', '2026-11-21'] as Ask, ['date', 'ge2026-11-22'] as Ask, ['date', 'lt2026-11-22'] as Ask],
  ...[['date', 'ne2026-11-22'] as Ask],
);

t.test('[R64] any search finds what the AuditEvents say, whatever is asked with what', async (t) => {
  const server = await startAudit(t);
  const all = await searchAll(server, '_count=50');
  t.ok(all.length > 140, `${all.length} with those of writes and of this search itself`);
  const newest = Number(all[0]?.id.split('.')[1]);
  const criteria = fc.array(fc.array(asks, { minLength: 1, maxLength: 2 }), { maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(criteria, fc.integer({ min: 3, max: 60 }), fc.boolean(), async (list, count, isRising) => {
      // Values of one parameter are alternatives; those of several are met together.
      const grouped = list.map(([first, ...more]) => {
        const [name = '', value = ''] = first ?? [];
        return [name, [value, ...more.filter((each) => each[0] === name).map((each) => each[1])]] as const;
      });
      const query = new URLSearchParams(grouped.map(([name, values]) => [name, values.join(',')]));
      query.set('_count', String(count));
      if (isRising) query.set('_sort', 'date');
      const found = (await searchAll(server, String(query))).map(({ id }) => id);
      const expected = all
        .filter((event) => grouped.every(([name, values]) => values.some((value) => judges[name]?.(event, value))))
        .map(({ id }) => id);
      if (isRising) expected.reverse();
      // Each search leaves entries of its own.
      const older = found.filter((id) => Number(id.split('.')[1]) <= newest);
      if (JSON.stringify(older) !== JSON.stringify(expected)) throw new Error(`${query}: ${older} for ${expected}`);
    }),
    { numRuns: 60 },
  );
});

onBothFaces(t, '[R61] [R64] an AuditEvent is found by its id and read by it', async (t, { name, server }) => {
  await send(server, 'admin', 'GET', 'Organization?name=x');
  const [event] = await searchAll(server, 'subtype=search-type&_count=1');
  if (event === undefined) throw new Error('nothing');
  t.match(event.id, name === 'site' ? /^7KD\.\d+\.[0-9a-f]{16}$/ : /^000\.\d+\.[0-9a-f]{16}$/);
  const response = await send(server, 'admin', 'GET', `AuditEvent/${event.id}`);
  t.equal(response.statusCode, 200);
  t.strictSame(response.json(), event);
  t.equal(response.headers['etag'], 'W/"1"');
  const number = Number(event.id.split('.')[1]);
  const entry = await server.journal.auditEntries.entry(number);
  t.equal(entry && eventIdOf(server.journal.auditEntries.node, entry), event.id, 'the number leads to the entry');
  t.strictSame(
    (await searchAll(server, `_id=${event.id}`)).map(({ id }) => id),
    [event.id],
  );
  t.strictSame(await searchAll(server, `_id=${event.id},7KD.1.0123456789abcdef&subtype=110122`), []);
  const wrong = [event.id.replace(/.$/, (last) => (last === '0' ? '1' : '0')), '7KD.999.0123456789abcdef', 'x'];
  for (const id of wrong) t.equal((await send(server, 'admin', 'GET', `AuditEvent/${id}`)).statusCode, 404, id);
  t.strictSame(await searchAll(server, `_id=${wrong.join(',')}`), []);
});

t.test('[R64] what is not understood is told or refused, and pages go on by their link', async (t) => {
  const server = await startAudit(t);
  const ask = (query: string, headers = {}) => send(server, 'admin', 'GET', `AuditEvent?${query}`, undefined, headers);
  const told = (await ask('site=x&_sort=agent&_total=accurate')).json() as Bundle;
  t.match(JSON.stringify(told.entry?.at(-1)), /ignored: site.*ignored: _sort.*ignored: _total/);
  t.notMatch(told.link[0]?.url, /site|_sort|_total/);
  t.match(refusalOf(await ask('site=x', { prefer: 'handling=strict' })), { status: 400, code: 'parameter-unknown' });
  for (const wrong of ['agent:missing=true', 'patient:identifier=x', 'type:text=x', 'entity:Nothing=x', 'date:not=x']) {
    t.match(refusalOf(await ask(wrong)), { status: 400, code: 'parameter-unknown' }, wrong);
  }
  for (const wrong of ['date=yesterday', '_cursor=x', '_count=-1', 'patient=a b', `_id=${'x,'.repeat(101)}x`]) {
    t.match(refusalOf(await ask(wrong)), { status: 400, code: 'parameter-malformed' }, wrong);
  }
  const typed = (await ask('entity:Observation=o&agent:Practitioner=a')).json() as Bundle;
  t.ok(typed.entry?.every(({ resource }) => whatIs(resource).includes('Observation/o')));
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const posted = await send(server, 'admin', 'POST', 'AuditEvent/_search', 'patient=p&_count=2', form);
  const page = posted.json() as Bundle;
  t.equal(page.entry?.length, 2);
  t.match(
    page.link.find(({ relation }) => relation === 'next')?.url,
    /AuditEvent\?patient=p&_count=2&_cursor=\d+-\d+$/,
  );
  t.equal(((await ask('_count=0')).json() as Bundle).entry, undefined);
});
