import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import t from 'tap';
import { nodePaths } from '../../provisioning/node-folder.js';
import { openShelf } from '../../provisioning/profiles/open-shelf.js';
import type { ShownProfile } from '../../provisioning/verbs/profile-verbs.js';
import { readHere, runImport, withJournal, writeFiles } from '../support/import-run.js';
import { madeProfile, profileBase } from '../support/made-profiles.js';
import { callCarnet } from '../support/run-carnet.js';
import { siteFolder } from '../support/site-folder.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const visit = madeProfile('visit', 'Encounter', [
  { path: 'Encounter.serviceType', min: 1, binding: { strength: 'required', valueSet: 'urn:test:services' } },
]);
const valueSet = {
  ...{ resourceType: 'ValueSet', url: 'urn:test:services', status: 'active' },
  compose: { include: [{ system: 'urn:test:s' }], exclude: [{ system: 'urn:test:s', concept: [{ code: 'old' }] }] },
};
const codeSystem = {
  ...{ resourceType: 'CodeSystem', url: 'urn:test:s', status: 'active', content: 'complete' },
  concept: [{ code: 'ward', concept: [{ code: 'maternity' }] }, { code: 'old' }],
};
const encounter = (id: string, code: string) => ({
  ...{
    resourceType: 'Encounter',
    id,
    status: 'finished',
    class: { code: 'IMP' },
    meta: { profile: [`${profileBase}visit`] },
  },
  serviceType: { coding: [{ system: 'urn:test:s', code }] },
});

/** A package as FHIR packages are: files in `package/`, in ustar. */
function packageOf(files: Readonly<Record<string, object>>): Uint8Array {
  const blocks = Object.entries(files).flatMap(([name, content]) => {
    const bytes = Buffer.from(JSON.stringify(content));
    const header = Buffer.alloc(512);
    header.write(`package/${name}`, 0);
    header.write(bytes.length.toString(8).padStart(11, '0'), 124);
    header.write('0', 156);
    return [header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]));
}

async function carnet(...parameters: string[]) {
  const { exit, out, error } = await callCarnet([...parameters, '--json']);
  return { exit, error, said: (out === '' ? {} : JSON.parse(out)) as { profiles?: readonly ShownProfile[] } };
}

t.test('[F56] profiles of a file, a folder and a package are added, listed and removed', async (t) => {
  const given = { 'visit.json': visit, 'vs.json': valueSet, 'cs.json': codeSystem };
  const folder = temporaryFolder(t);
  for (const [name, content] of Object.entries(given)) writeFileSync(join(folder, name), JSON.stringify(content));
  mkdirSync(join(folder, 'inner'));
  const files = writeFiles(t, {
    'package.tgz': packageOf({ 'package.json': { name: 'x' }, ...given }),
    'bundle.json': {
      resourceType: 'Bundle',
      type: 'collection',
      entry: Object.values(given).map((resource) => ({ resource })),
    },
  });
  for (const path of [folder, ...files]) {
    const dir = siteFolder(t);
    const added = await carnet('profile', 'add', path, '--dir', dir, '--enforce');
    const shown = {
      url: `${profileBase}visit`,
      version: null,
      name: 'visit',
      type: 'Encounter',
      enforced: true,
      unchecked: [],
    };
    t.strictSame([added.exit, added.said.profiles], [0, [shown]], path);
    t.strictSame((await carnet('profile', 'list', '--dir', dir)).said.profiles, [shown]);
    t.equal((await carnet('profile', 'remove', `${profileBase}visit`, '--dir', dir)).exit, 0);
    t.strictSame((await carnet('profile', 'list', '--dir', dir)).said.profiles, []);
    t.equal(
      (await carnet('profile', 'remove', `${profileBase}visit`, '--dir', dir)).exit,
      1,
      'it is not there any more',
    );
  }
});

t.test('[F56] what cannot be used adds nothing, and its reason is said', async (t) => {
  const dir = siteFolder(t);
  const [good = '', bad = '', none = '', broken = '', archive = ''] = writeFiles(t, {
    'good.json': visit,
    'bad.json': madeProfile('bad', 'Patient', [{ path: 'Patient.colour' }]),
    'none.json': valueSet,
    'broken.json': '{"resourceType":',
    'archive.tgz': 'no gzip',
  });
  for (const [file, code] of [
    [bad, 'profile-unusable'],
    [none, 'profile-unusable'],
    [broken, 'body-malformed'],
    [archive, 'body-malformed'],
    [join(dir, 'absent'), 'not-found'],
  ] as const) {
    const files = file === none ? [none] : [good, file];
    const { exit, error } = await carnet('profile', 'add', ...files, '--dir', dir);
    t.equal(exit === 0, false, file);
    t.match(error, code);
  }
  t.match((await callCarnet(['profile', 'add', bad, '--dir', dir])).error, /Patient\.colour is no element of Patient/);
  t.strictSame((await carnet('profile', 'list', '--dir', dir)).said.profiles, []);
  t.equal((await carnet('profile', 'add', '--dir', dir)).exit, 2);
  t.equal((await carnet('profile', 'remove', '--dir', dir)).exit, 2);
  const listed = await callCarnet(['profile', 'list', '--dir', dir]);
  t.match(listed.out, /FHIR R4/);
});

t.test('[F56] one that others stand on is not removed, and a list says what is not checked', async (t) => {
  const dir = siteFolder(t);
  const above = madeProfile('above', 'Encounter', [{ path: 'Encounter.subject', min: 1 }], {
    baseDefinition: `${profileBase}visit`,
  });
  const files = writeFiles(t, { 'visit.json': visit, 'above.json': above });
  t.equal((await carnet('profile', 'add', ...files, '--dir', dir)).exit, 0);
  const removed = await carnet('profile', 'remove', `${profileBase}visit`, '--dir', dir);
  t.equal(removed.exit, 1);
  t.match(removed.error, 'profile-unusable');
  t.equal((await carnet('profile', 'list', '--dir', dir)).said.profiles?.length, 2);
  const listed = await callCarnet(['profile', 'list', '--dir', dir]);
  t.match(listed.out, /visit: Encounter\.serviceType: value set urn:test:services: its codes cannot be listed/);
  t.match(listed.out, /told by \$validate/);
});

t.test('[F58] an import is held to a profile that is enforced', async (t) => {
  const dir = siteFolder(t);
  const files = writeFiles(t, {
    'p.json': { resourceType: 'Bundle', entry: [visit, valueSet, codeSystem].map((resource) => ({ resource })) },
  });
  await carnet('profile', 'add', ...files, '--dir', dir, '--enforce');
  const records = writeFiles(t, { 'e.ndjson': [encounter('e1', 'maternity'), encounter('e2', 'old')] });
  const { report } = await runImport(dir, records);
  t.equal(report.created, 1);
  t.match(report.files[0]?.refusals[0], { line: 2, code: 'resource-invalid' });
  t.ok(await readHere(dir, 'Encounter/e1'));
  t.equal(await readHere(dir, 'Encounter/e2'), undefined);
});

t.test('[F56] a file of profiles that cannot be read keeps nobody from the records, and is said', async (t) => {
  const dir = siteFolder(t);
  const { profiles } = nodePaths(dir);
  const [file = ''] = writeFiles(t, { 'visit.json': visit });
  await carnet('profile', 'add', file, '--dir', dir);
  for (const text of [readFileSync(profiles, 'utf8').slice(0, -9), '{"format":2}', '[]']) {
    writeFileSync(profiles, text);
    const entries = await withJournal(dir, async ({ givenProfiles }) => {
      const logged: string[] = [];
      const shelf = await openShelf(profiles, givenProfiles, {
        error: (...said: readonly unknown[]) => void logged.push(String(said.at(-1))),
      });
      t.match(logged, [/cannot be used/]);
      return shelf.book.entries;
    });
    t.strictSame(entries, []);
    const listed = await carnet('profile', 'list', '--dir', dir);
    t.equal(listed.exit, 1);
    t.match(listed.error, 'profile-unusable');
    t.equal((await carnet('user', 'list', '--dir', dir)).exit, 0);
  }
});

t.test('[F66] which codes of a code system are below others is kept, and read again', async (t) => {
  const dir = siteFolder(t);
  const [file = ''] = writeFiles(t, {
    'p.json': { resourceType: 'Bundle', entry: [visit, valueSet, codeSystem].map((resource) => ({ resource })) },
  });
  const hierarchy = () =>
    withJournal(dir, async ({ givenProfiles }) => {
      const shelf = await openShelf(nodePaths(dir).profiles, givenProfiles, { error: () => {} });
      return shelf.book.hierarchyOf('urn:test:s');
    });
  t.equal((await carnet('profile', 'add', file, '--dir', dir)).exit, 0);
  t.strictSame(await hierarchy(), { ward: ['maternity'] });
  t.equal((await carnet('profile', 'remove', `${profileBase}visit`, '--dir', dir)).exit, 0);
  t.equal(await hierarchy(), undefined);
});

t.test('[F147] the version of a value set is kept with its codes, until another is given in its place', async (t) => {
  const dir = siteFolder(t);
  const given = [
    [visit, { ...valueSet, version: '2.0' }, codeSystem],
    [visit, valueSet, codeSystem],
  ];
  const files = writeFiles(
    t,
    Object.fromEntries(
      given.map((resources, index) => [
        `${index}.json`,
        { resourceType: 'Bundle', entry: resources.map((resource) => ({ resource })) },
      ]),
    ),
  );
  const known: unknown[] = [];
  for (const file of files) {
    t.equal((await carnet('profile', 'add', file, '--dir', dir)).exit, 0);
    await withJournal(dir, async ({ givenProfiles }) => {
      const shelf = await openShelf(nodePaths(dir).profiles, givenProfiles, { error: () => {} });
      known.push(shelf.book.valueSet('urn:test:services'));
    });
  }
  const codes = { 'urn:test:s': ['maternity', 'ward'] };
  t.strictSame(known, [{ codes, version: '2.0' }, { codes }]);
});
