import t from 'tap';
import { isKeptApart } from '../../record/kept-apart.js';
import { searchableTypes, searchParametersOf } from '../../record/search-parameters.js';
import { onBothFaces } from '../support/fhir-faces.js';
import { machineToken, refusalOf, send, startFhirServer } from '../support/fhir-server.js';

interface Statement {
  readonly fhirVersion: string;
  readonly software: { readonly version: string };
  readonly rest: readonly {
    readonly resource: readonly {
      readonly type: string;
      readonly conditionalCreate: boolean;
      readonly interaction: readonly { readonly code: string }[];
      readonly searchParam: readonly { readonly name: string; readonly type: string }[];
      readonly searchInclude?: readonly string[];
      readonly searchRevInclude?: readonly string[];
    }[];
  }[];
}

onBothFaces(t, '/metadata promises what is served, and all of it', async (t, { server }) => {
  const machine = await machineToken(server, 'all', 'system/*.rs');
  const response = await server.app.inject('/fhir/metadata');
  const statement = response.json() as Statement;
  t.match(statement, {
    resourceType: 'CapabilityStatement',
    fhirVersion: '4.0.1',
    kind: 'instance',
    date: '2026-11-21T09:00:00.000Z',
    software: { name: 'Carnet', version: '0.1.0' },
  });
  const resources = statement.rest[0]?.resource ?? [];
  const listed = resources.map(({ type }) => type);
  t.strictSame(
    searchableTypes().filter((type) => !listed.includes(type)),
    ['Bundle', 'Parameters'],
  );
  // What is kept by itself has a test of its own.
  const records = resources.filter(({ type }) => searchableTypes().includes(type) && !isKeptApart(type));
  for (const resource of records) {
    t.strictSame(
      resource.searchParam.map(({ name }) => name),
      [...searchParametersOf(resource.type).keys()],
    );
    const includes = [
      ...(resource.searchInclude ?? []).map((include) => `_include=${include}`),
      ...(resource.searchRevInclude ?? []).map((include) => `_revinclude=${include}`),
    ];
    const criteria = resource.searchParam.map(({ name, type }) => `${name}=${exampleOf(resource.type, name, type)}`);
    const all = [...includes, ...criteria];
    for (let from = 0; from < all.length; from += 40) {
      const url = `${resource.type}?${all.slice(from, from + 40).join('&')}`;
      const answer = await send(server, machine, 'GET', url, undefined, { prefer: 'handling=strict' });
      t.equal(answer.statusCode, 200, url);
    }
    t.ok(resource.conditionalCreate);
  }
});

function exampleOf(resource: string, name: string, type: string): string {
  const [, other] = searchParametersOf(resource).get(name)?.halves ?? [];
  if (type === 'composite' && other !== undefined) return `x$${exampleOf(resource, other.name, other.kind)}`;
  if (type === 'special') return '3.87|11.52|5|km';
  if (type === 'date') return '2026-11-21';
  return type === 'quantity' || type === 'number' ? '5.4' : 'x';
}

t.test('the server that has a defect says so, without what it was about', async (t) => {
  const server = await startFhirServer(t);
  server.journal.close();
  const response = await send(server, 'doctor', 'GET', 'Patient?name=Z%C3%A9bulon');
  t.strictSame(refusalOf(response), { status: 500, code: 'internal', path: undefined });
  t.match(server.log.join(''), /request failed/);
  t.notMatch(server.log.join('') + response.body, /bulon/);
});
