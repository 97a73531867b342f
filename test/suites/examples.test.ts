import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import t from 'tap';
import { roles } from '../../record/role.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { readArguments } from './arguments.js';
import { type CaseResult, countGroups } from './case-result.js';
import { examplesSuite } from './examples/examples-suite.js';
import { readExamples } from './examples/read-examples.js';
import { sendExample } from './examples/send-example.js';

const patient = {
  resourceType: 'Patient',
  id: 'p',
  name: [{ text: 'Ngo' }],
  meta: { versionId: '7', tag: [{ code: 'x' }] },
};
const files = {
  'Patient-p.json': patient,
  'Patient-wrong.json': { resourceType: 'Patient', id: 'wrong', managingOrganization: { reference: 'Patient/p' } },
  'AuditEvent-a.json': {
    ...{ resourceType: 'AuditEvent', id: 'a', recorded: '2026-11-20T08:30:00Z', type: { system: 'urn:x', code: 'x' } },
    ...{ agent: [{ requestor: true }], source: { observer: { display: 'x' } } },
  },
  'ValueSet-v.json': { resourceType: 'ValueSet', id: 'v', status: 'active', url: 'urn:test:v' },
  'Bundle-v.json': {
    ...{ resourceType: 'Bundle', id: 'v', type: 'collection' },
    entry: [{ resource: { resourceType: 'ValueSet', id: 'v', status: 'active' } }],
  },
  'package.json': { name: 'x' },
  'notes.json': ['no resource'],
};

function folderOf(t: { teardown(remove: () => void): unknown }): string {
  const folder = temporaryFolder(t);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), JSON.stringify(content));
  return folder;
}

t.test(
  '[F79] what is valid comes back equal from a site and a hub, and what is not is told with its element',
  async (t) => {
    const results: CaseResult[] = [];
    const holds = await examplesSuite.run(folderOf(t), (result) => results.push(result));
    t.equal(holds, false, 'one of three is less than 99 %');
    for (const face of ['site', 'hub']) {
      const own = results.filter(({ group }) => group.startsWith(face));
      t.strictSame(
        own.map(({ name, group, outcome }) => [name, group, outcome]),
        [
          ['AuditEvent-a.json', `${face} clinical`, 'passed'],
          ['Bundle-v.json', `${face} definition`, 'passed'],
          ['Patient-p.json', `${face} clinical`, 'passed'],
          ['Patient-wrong.json', `${face} clinical`, 'failed'],
          ['ValueSet-v.json', `${face} definition`, 'passed'],
        ],
      );
      const refused = own.find(({ outcome }) => outcome === 'failed');
      t.equal(refused?.reason, 'refused 422');
      t.match(refused?.details?.[0], /^Patient\.managingOrganization\.reference: .*must point at Organization/);
    }
    t.strictSame(countGroups(results)[0], {
      ...{ suite: 'examples', group: 'site clinical', total: 3, passed: 2, failed: 1, leftOut: 0 },
      reasons: { 'refused 422': 1 },
    });
  },
);

t.test('what comes back changed is found', async (t) => {
  let kept = '';
  const server = createServer((request, response) => {
    request.setEncoding('utf8').on('data', (part) => {
      kept += part;
    });
    request.on('end', () => response.writeHead(request.method === 'PUT' ? 201 : 200).end(kept.replace('Ngo', 'NGO')));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const node = {
    face: 'site',
    base,
    journal: undefined as never,
    tokens: new Map(roles.map((role) => [role, 'x'])),
  } as const;
  const [example] = [...readExamples(folderOf(t))].filter(({ file }) => file === 'Patient-p.json');
  if (example === undefined) throw new Error('no example');
  t.match(await sendExample(node, example), { outcome: 'failed', reason: 'different', details: ['name'] });
});

t.test('a tool of suites says what it wants', async (t) => {
  t.match(readArguments([], [examplesSuite]), { text: /npm run suites -- SUITE FOLDER/ });
  t.match(readArguments(['x', '.'], [examplesSuite]), { problem: 'no suite x; there are examples' });
  t.match(readArguments(['examples'], [examplesSuite]), { problem: /wants one FOLDER/ });
  t.match(readArguments(['examples', 'a', '--json'], [examplesSuite]), { folder: 'a', json: true, all: false });
  t.match(readArguments(['examples', 'a', '--nope'], [examplesSuite]), { problem: /--help/ });
});
