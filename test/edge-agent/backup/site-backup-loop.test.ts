import { join } from 'node:path';
import t from 'tap';
import { createLogger } from '../../../config/running/logger.js';
import { SiteBackupLoop } from '../../../edge-agent/backup/site-backup-loop.js';
import { BackupStateFile } from '../../../provisioning/backup/site/backup-state.js';
import type { PlaceReport } from '../../../provisioning/backup/site/site-backups.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const minute = 60_000;
const hour = 60 * minute;

t.test(
  '[B7] each place has its own clock: a stick that is away is tried again, and keeps no other waiting',
  async (t) => {
    const clock = { now: 0 };
    const state = new BackupStateFile(join(temporaryFolder(t), 'backups.json'));
    const taken: string[] = [];
    let isThere = false;
    const take = async (place: string): Promise<PlaceReport> => {
      taken.push(place);
      if (place === 'usb' && !isThere)
        return { place, file: null, bytes: 0, problem: { code: 'not-found', detail: '' } };
      state.notePlace({ place, madeAt: clock.now, file: 'x', bytes: 1 });
      return { place, file: 'x', bytes: 1 };
    };
    const loop = new SiteBackupLoop({
      backups: { places: ['box', 'usb'], state, take, stop: async () => {} },
      everyMilliseconds: 24 * hour,
      logger: createLogger('test', 'silent'),
      now: () => clock.now,
      onError: (error) => {
        throw error;
      },
    });
    const runTo = async (end: number) => {
      for (; clock.now < end; clock.now += minute) await loop.look();
    };
    loop.start();
    await runTo(30 * minute);
    t.same(
      taken.filter((place) => place === 'box'),
      ['box'],
    );
    t.ok(taken.length >= 6, 'the stick was tried every few minutes');
    isThere = true;
    await runTo(hour);
    t.equal(state.of('usb').place, 'usb');
    const before = taken.length;
    await runTo(24 * hour);
    t.equal(taken.length, before, 'nothing more within the day');
    await runTo(26 * hour);
    t.same(taken.slice(before), ['box', 'usb']);
    const all = taken.length;
    await loop.stop();
    clock.now = 100 * hour;
    await loop.look();
    t.equal(taken.length, all, 'a loop that was stopped makes none');
  },
);
