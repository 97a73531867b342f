import t from 'tap';
import { isWithin, parseWindow, waitReason } from '../../../provisioning/upgrade/upgrade-window.js';
import { problemOf } from '../../support/problem-of.js';

const at = (hours: number, minutes = 0) => hours * 60 + minutes;
const quiet = { minutes: at(2), isBackingUp: false, upsState: 'OL CHRG' };

t.test('[U8] a window is a part of the day, also over midnight', async (t) => {
  const night = parseWindow('01:00-04:00');
  t.ok(isWithin(night, at(1)));
  t.ok(isWithin(night, at(3, 59)));
  t.notOk(isWithin(night, at(4)));
  t.notOk(isWithin(night, at(0, 59)));
  const late = parseWindow('22:30-02:00');
  for (const inside of [at(22, 30), at(23, 59), 0, at(1, 59)]) t.ok(isWithin(late, inside));
  for (const outside of [at(2), at(12), at(22, 29)]) t.notOk(isWithin(late, outside));
  t.ok(isWithin(parseWindow(''), at(12)), 'none: at any time');
  for (const wrong of ['1:00-4:00', '24:00-25:00', '01:00', 'night', '01:60-02:00']) {
    t.equal(
      problemOf(() => parseWindow(wrong)),
      'usage-wrong',
    );
  }
});

t.test('[U8] a staged release waits for the hour, for a backup, and for the power', async (t) => {
  const window = parseWindow('01:00-04:00');
  t.equal(waitReason(window, quiet), undefined);
  t.equal(waitReason(window, { ...quiet, upsState: undefined }), undefined, 'no supply that tells');
  t.equal(waitReason(window, { ...quiet, minutes: at(9) }), 'outside-window');
  t.equal(waitReason(window, { ...quiet, isBackingUp: true }), 'backup-under-way');
  t.equal(waitReason(window, { ...quiet, upsState: 'OB DISCHRG' }), 'on-battery');
  t.equal(waitReason(window, { ...quiet, upsState: 'OL LB' }), 'on-battery', 'a battery that is empty');
  t.equal(waitReason(undefined, { ...quiet, upsState: 'OB' }), 'on-battery', 'whatever the window');
});
