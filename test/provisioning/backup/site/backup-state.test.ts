import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { BackupStateFile, type DrillEvidence } from '../../../../provisioning/backup/site/backup-state.js';
import { foldersOf, placesOf } from '../../../../provisioning/backup/site/places.js';
import { problemOf } from '../../../support/problem-of.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';

const drill: DrillEvidence = {
  ...{ place: 'box', file: 'x.db', madeAt: 1, bytes: 2, versions: 3, at: 4, milliseconds: 5 },
  result: 'ok',
};

t.test('[B7] what is known of each place is kept outside of the database, a failure beside the last good one', (t) => {
  const path = join(temporaryFolder(t), 'backups.json');
  const state = new BackupStateFile(path);
  t.same(state.read(), { places: [], drills: [] });
  state.notePlace({ place: 'box', madeAt: 10, file: 'a.db', bytes: 7 });
  state.noteFailed('box', 20, 'disk-full');
  state.noteFailed('/media/usb', 21, 'not-found');
  t.match(new BackupStateFile(path).of('box'), { madeAt: 10, file: 'a.db', failed: { at: 20, code: 'disk-full' } });
  t.match(state.of('/media/usb'), { madeAt: null, failed: { code: 'not-found' } });
  state.notePlace({ place: 'box', madeAt: 30, file: 'b.db', bytes: 8 });
  t.equal(state.of('box').failed, undefined);
  state.keepOnly(['box', 'hub']);
  t.same(
    state.read().places.map(({ place }) => place),
    ['box'],
    'a folder that no setting names any more is forgotten',
  );
  t.end();
});

t.test('drills are kept for half a year, and a damaged file is none', (t) => {
  const path = join(temporaryFolder(t), 'backups.json');
  const state = new BackupStateFile(path);
  for (let count = 0; count < 100; count += 1) state.noteDrill({ ...drill, at: count });
  t.equal(state.read().drills.length, 80);
  t.equal(state.read().drills[0]?.at, 99, 'the newest first');
  writeFileSync(path, readFileSync(path, 'utf8').slice(0, 100));
  t.same(state.read(), { places: [], drills: [] });
  writeFileSync(
    path,
    JSON.stringify({ places: [{}, { place: 'box', madeAt: 'x' }], drills: [{ ...drill, result: '?' }] }),
  );
  t.same(state.read(), { places: [], drills: [] });
  writeFileSync(path, '{"places":1}');
  t.same(state.read(), { places: [], drills: [] });
  t.end();
});

t.test('[B7] the folders of the settings are absolute paths, apart by commas', (t) => {
  t.same(foldersOf({ backupFolders: ' /media/usb, /mnt/nas ,,/media/usb' }), ['/media/usb', '/mnt/nas']);
  t.equal(
    problemOf(() => foldersOf({ backupFolders: 'usb' })),
    'usage-wrong',
  );
  const settings = { backupFolders: '/media/usb', backupsKeptMax: 1, backupToHub: true };
  t.same(placesOf(settings), ['box', '/media/usb', 'hub']);
  t.same(placesOf({ ...settings, backupToHub: false }), ['box', '/media/usb']);
  t.end();
});
