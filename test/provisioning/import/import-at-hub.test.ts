import { readFileSync } from 'node:fs';
import t from 'tap';
import { Problem } from '../../../protocol/problem.js';
import { openNodeSession } from '../../../provisioning/commands/node-session.js';
import { importFiles } from '../../../provisioning/import/import-files.js';
import { whenIndexed } from '../../../provisioning/import/persons/when-indexed.js';
import { countVersions, readHere, runImport, withJournal, writeFiles } from '../../support/import-run.js';
import { callCarnet } from '../../support/run-carnet.js';
import { hubFolder, siteFolder } from '../../support/site-folder.js';

const dossier = 'urn:hopital:dossier';
const person = (id: string, value: string, more: object = {}) => ({
  ...{ resourceType: 'Patient', id, identifier: [{ system: dossier, value }], birthDate: '1980-02-03' },
  ...{ name: [{ family: 'MBARGA', given: ['Marie'] }], gender: 'female', ...more },
});
const visit = (id: string, patient: string) => ({
  ...{ resourceType: 'Encounter', id, status: 'finished', class: { code: 'AMB' } },
  subject: { reference: `Patient/${patient}` },
});
const bodyOf = async (dir: string, reference: string) => JSON.parse((await readHere(dir, reference))?.body ?? '{}');

for (const [name, folder] of [
  ['site', siteFolder],
  ['hub', hubFolder],
] as const) {
  void t.test(`[F82][F83][F84] who stands here is the same person, at the ${name}`, async (t) => {
    const dir = folder(t);
    const here = person('here', 'A-100', { telecom: [{ system: 'phone', value: '677' }] });
    t.equal((await runImport(dir, writeFiles(t, { 'a.ndjson': [here, person('two', 'B-200')] }))).exit, 0);
    const there = person('there', 'A-100', { address: [{ city: 'Maroua' }] });
    const man = person('man', 'B-200', { gender: 'male' });
    const namesake = person('namesake', 'C-300');
    const files = writeFiles(t, { 'b.ndjson': [visit('v', 'there'), there, man, namesake] });
    const duplicates = { same: 1, refused: 1, possible: 4 };

    const dry = await runImport(dir, files, '--dry-run');
    t.match(dry.report, { created: 2, updated: 1, refused: 1, duplicates });
    t.equal(await countVersions(dir), 2, 'a dry run writes nothing');

    const path = `${files[0]}.report.json`;
    const { report } = await runImport(dir, files, '--report', path);
    t.match(report, { created: 2, updated: 1, refused: 1, duplicates });
    const rows = JSON.parse(readFileSync(path, 'utf8')) as readonly Readonly<Record<string, string>>[];
    t.ok(
      rows.some(
        ({ kind, record, other }) => `${kind} ${record} ${other}` === 'same-identifier Patient/there Patient/here',
      ),
    );
    t.equal(await readHere(dir, 'Patient/there'), undefined, 'no second patient');
    t.equal(await readHere(dir, 'Patient/man'), undefined);
    t.match(await bodyOf(dir, 'Patient/here'), { telecom: [{ value: '677' }], address: [{ city: 'Maroua' }] });
    t.match(await bodyOf(dir, 'Encounter/v'), { subject: { reference: 'Patient/here' } });
    t.match((await runImport(dir, files)).report, { created: 0, updated: 0, duplicates: { same: 1 } });

    const versions = await countVersions(dir);
    t.equal((await callCarnet(['import', 'undo', String(report.import), '--dir', dir])).exit, 0);
    t.equal(await countVersions(dir), versions + 3);
    const back = await bodyOf(dir, 'Patient/here');
    t.match(back, { telecom: [{ value: '677' }] });
    t.notOk('address' in back, 'what it changed is put back');
  });
}

t.test('[F83][J25] at a hub whose index was never built, whoever stands here is found all the same', async (t) => {
  const dir = hubFolder(t);
  const many = Array.from({ length: 1_500 }, (_, index) => person(`p${index}`, `N-${index}`));
  await runImport(dir, writeFiles(t, { 'a.ndjson': many }));
  const waiting = await withJournal(dir, async ({ fanout }) => (await fanout.index(1)).waitingChanges);
  t.ok(waiting > 1_000, 'nothing indexed it');
  const files = writeFiles(t, { 'b.ndjson': [person('again', 'N-1499', { name: [{ family: 'Other' }] })] });
  t.match((await runImport(dir, files)).report, { created: 0, updated: 1, duplicates: { same: 1 } });
});

t.test('[F81][F83] an import that was cut at a hub goes on, and nobody is there twice', async (t) => {
  const dir = hubFolder(t);
  const many = Array.from({ length: 500 }, (_, index) => person(`p${index}`, `N-${index}`));
  const files = writeFiles(t, { 'a.ndjson': many });
  const session = await openNodeSession(dir);
  let chunks = 0;
  const cut = await importFiles({
    ...{ dir, files, input: process.stdin, mapping: undefined, dryRun: false, operator: 'admin', language: 'en' },
    ...{ onProgress: () => {}, onFinding: () => {}, shouldStop: () => chunks > 0 },
    call: (verb, args) => {
      if (verb === 'import-chunk') chunks += 1;
      return session.call(verb, args);
    },
  });
  session.close();
  t.ok(cut.stopped && cut.created > 0 && cut.created < 500, `${cut.created}`);
  t.match((await runImport(dir, files)).report, { resumed: true, created: 500, duplicates: { same: 0 } });
  t.equal(await countVersions(dir), 500);
});

t.test('[F83][J25] an import waits for an index that is behind, unless it is to end', async (t) => {
  let asked = 0;
  const later = async () => {
    asked += 1;
    if (asked < 3) throw new Problem('index-behind');
    return asked;
  };
  t.equal(await whenIndexed({ shouldStop: () => false }, later), 3);
  asked = 0;
  await t.rejects(whenIndexed({ shouldStop: () => true }, later), { code: 'index-behind' });
  t.equal(asked, 1);
  const broken = async () => {
    throw new Problem('disk-full');
  };
  await t.rejects(whenIndexed({ shouldStop: () => false }, broken), { code: 'disk-full' });
});
