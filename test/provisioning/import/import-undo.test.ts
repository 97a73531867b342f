import t from 'tap';
import { parseResource } from '../../../record/parse.js';
import { countVersions, readHere, runImport, withJournal, writeFiles } from '../../support/import-run.js';
import { readAudit } from '../../support/programs-audit.js';
import { callCarnet } from '../../support/run-carnet.js';
import { siteFolder } from '../../support/site-folder.js';

const patient = (id: string, more: object = {}) => ({ resourceType: 'Patient', id, ...more });
const visit = (id: string, of: string, status = 'finished') => ({
  ...{ resourceType: 'Encounter', id, status, class: { code: 'AMB' } },
  subject: { reference: `Patient/${of}` },
});

/** Somebody on the ward writes. */
function save(dir: string, resource: object): Promise<unknown> {
  const entry = { verb: 'update', resource: parseResource(JSON.stringify(resource)) } as const;
  return withJournal(dir, ({ records }) => records.commitBundle({ author: 'Practitioner/a', entries: [entry] }));
}

async function undo(dir: string, id: number) {
  const { exit, out } = await callCarnet(['import', 'undo', String(id), '--dir', dir, '--json']);
  return { exit, ...(JSON.parse(out) as { deleted: number; restored: number; left: readonly object[] }) };
}

const shown = async (dir: string, reference: string) => {
  const version = await readHere(dir, reference);
  return version === undefined || version.deleted ? undefined : (JSON.parse(version.body) as object);
};

t.test(
  '[F84] undoing deletes what was created and puts back what was changed; what others wrote since is left',
  async (t) => {
    const dir = siteFolder(t);
    await save(dir, patient('old', { birthDate: '1950' }));
    await save(dir, patient('gone'));
    const files = writeFiles(t, {
      'e.ndjson': [visit('v-new', 'new'), visit('v-kept', 'kept'), visit('v-edited', 'edited')],
      'p.ndjson': [
        ...['new', 'kept', 'edited'].map((id) => patient(id)),
        patient('old', { birthDate: '1951' }),
        patient('old', { birthDate: '1952' }),
      ],
    });
    t.match((await runImport(dir, files)).report, { created: 6, updated: 2 });
    await save(dir, visit('v-ward', 'kept'));
    await save(dir, visit('v-edited', 'edited', 'cancelled'));
    const done = await undo(dir, 1);
    t.match(done, { exit: 0, deleted: 3, restored: 1 });
    t.strictSame(
      [...done.left].sort((one, other) => JSON.stringify(one).localeCompare(JSON.stringify(other))),
      [
        { resource: 'Encounter/v-edited', outcome: 'changed-since' },
        { resource: 'Patient/edited', outcome: 'in-use' },
        { resource: 'Patient/kept', outcome: 'in-use' },
      ],
    );
    for (const reference of ['Patient/new', 'Encounter/v-new', 'Encounter/v-kept'])
      t.equal(await shown(dir, reference), undefined);
    t.strictSame(await shown(dir, 'Patient/old'), patient('old', { birthDate: '1950' }));
    t.match(await shown(dir, 'Encounter/v-edited'), { status: 'cancelled' });
    const versions = await countVersions(dir);
    t.match(await undo(dir, 1), { deleted: 0, restored: 0, left: [{}, {}, {}] }, 'a second time changes nothing');
    t.equal(await countVersions(dir), versions);
    t.match((await runImport(dir, files)).report, { import: 2, created: 3, updated: 3 }, 'and it can come again');
  },
);

t.test('[F84] the later import first, then the one before', async (t) => {
  const dir = siteFolder(t);
  for (const birthDate of ['1950', '1951'])
    await runImport(dir, writeFiles(t, { 'a.ndjson': [patient('a', { birthDate })] }));
  t.match(await undo(dir, 1), { left: [{ outcome: 'changed-since' }] }, 'the other one stands on it');
  await runImport(dir, writeFiles(t, { 'b.ndjson': [patient('b')] }));
  await runImport(dir, writeFiles(t, { 'b.ndjson': [patient('b', { active: true })] }));
  t.match(await undo(dir, 4), { restored: 1, left: [] });
  t.match(await undo(dir, 3), { deleted: 1, left: [] });
  t.match(await callCarnet(['import', 'undo', '9', '--dir', dir]), { exit: 1, error: /carnet import list/ });
  t.match(await callCarnet(['import', 'undo', 'x', '--dir', dir]), { exit: 2 });
  t.match(await callCarnet(['import', 'list', '--dir', dir, '--lang', 'fr']), { exit: 0, out: /annulé/ });
});

t.test('[F84] undoing that was cut goes on, and what it wrote is an ordinary change to be sent', async (t) => {
  const dir = siteFolder(t);
  const many = Array.from({ length: 3_000 }, (_, index) => patient(`p${index}`));
  await runImport(dir, writeFiles(t, { 'many.ndjson': many }));
  const listed = async () => JSON.parse((await callCarnet(['import', 'list', '--dir', dir, '--json'])).out).imports[0];
  t.equal((await withJournal(dir, ({ imports }) => imports.undo(1, 'root'))).left, 2_900);
  t.equal((await listed()).state, 'undoing', 'one round was done');
  t.match(await undo(dir, 1), { exit: 0, left: [] });
  t.equal((await listed()).state, 'undone');
  t.equal(await countVersions(dir), 6_000, 'each was deleted once');
  const { lanes } = JSON.parse((await callCarnet(['status', '--dir', dir, '--json'])).out) as {
    lanes: { pending: number }[];
  };
  t.equal(
    lanes.reduce((sum, { pending }) => sum + pending, 0),
    6_000,
  );
});

t.test('[F89] the audit names who imported and who took it back', async (t) => {
  const dir = siteFolder(t);
  const [file = ''] = writeFiles(t, { 'a.ndjson': [patient('a')] });
  await callCarnet(['import', file, '--dir', dir], { SUDO_USER: 'a.bello' });
  await callCarnet(['import', 'undo', '1', '--dir', dir], { SUDO_USER: 'm.ngo' });
  const rows = await readAudit(dir);
  t.match(rows, [
    { author: 'carnet:operator/a.bello', action: 'import', subject: 'import/1' },
    { author: 'carnet:import', action: 'create', subject: 'Patient/a' },
    { author: 'carnet:operator/m.ngo', action: 'import-undo', subject: 'import/1' },
    { author: 'carnet:import', action: 'delete', subject: 'Patient/a' },
  ]);
});
