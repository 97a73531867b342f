import t from 'tap';
import type { BackupState, DrillEvidence } from '../../../../provisioning/backup/site/backup-state.js';
import { drillStanding } from '../../../../provisioning/backup/site/drill-standing.js';

const day = 24 * 60 * 60_000;
const week = 7 * day;
const now = 1_000 * day;

const drill = (place: string, at: number, result: DrillEvidence['result'] = 'ok'): DrillEvidence => {
  return { place, file: 'x', madeAt: 1, bytes: 1, versions: 1, at, milliseconds: 1, result };
};
const place = (name: string, madeAt: number | null = 1) => ({ place: name, madeAt, file: null, bytes: 0 });
const standing = (state: Partial<BackupState>, period = week, startedAt = 0) =>
  drillStanding({ places: [place('box')], drills: [], ...state }, period, startedAt, now);

t.test('[B14] a drill that failed, or has not been for two periods, is told', async (t) => {
  t.equal(standing({ drills: [drill('box', now - week)] }), 'ok');
  t.equal(standing({ drills: [drill('box', now - 2 * week - 1)] }), 'overdue');
  t.equal(standing({}), 'overdue', 'a backup that was never tried');
  t.equal(standing({}, week, now - day), 'none', 'but not by a box that has just started');
  t.equal(standing({}, 0), 'none', 'nor where none are wished for');
  t.equal(standing({ drills: [drill('box', 0)] }, 0), 'ok');
  t.equal(standing({ places: [place('box', null)] }), 'none', 'nor where there is no backup');
  const latest = [drill('box', now, 'backup-altered'), drill('box', now - day)];
  t.equal(standing({ drills: latest }), 'failed');
  t.equal(standing({ drills: [drill('box', now), drill('box', now - day, 'not-found')] }), 'ok', 'mended since');
  const places = [place('box'), place('hub')];
  const away = [drill('box', now), drill('hub', now, 'hub-unreachable'), drill('hub', now - day)];
  t.equal(standing({ places, drills: away }), 'ok', 'a hub that could not be asked says nothing of its copy');
  t.equal(standing({ places, drills: away.slice(0, 2) }), 'overdue');
});
