import t from 'tap';
import { DrainPace } from '../../../central-hub/telemetry/drain-pace.js';
import { parseSiteCode } from '../../../protocol/ids.js';

const site = parseSiteCode('7KD');

t.test('the time to drain follows the pace of the last minute', async (t) => {
  const pace = new DrainPace();
  t.equal(pace.secondsFor(site, 50, 0), null, 'no pace yet');
  pace.note(site, 0, 0);
  pace.note(site, 4, 1_000);
  pace.note(site, 6, 10_000);
  t.equal(pace.secondsFor(site, 40, 10_000), 40);
  t.equal(pace.secondsFor(site, 0, 11_000), 0);
  t.equal(pace.secondsFor(site, 40, 12_000), 48, 'what comes no more takes longer');
  t.equal(pace.secondsFor(parseSiteCode('8KE'), 40, 12_000), null, 'each site has its own');
  t.equal(pace.secondsFor(site, 40, 200_000), null, 'what was long ago says nothing');
  pace.note(site, 0, 200_000);
  t.equal(pace.secondsFor(site, 40, 210_000), null, 'nothing comes');
  t.equal(pace.secondsFor(site, 40, 190_000), null, 'a clock that was set back makes no pace');
});

t.test('looking at the pace changes nothing of it', async (t) => {
  const [looked, quiet] = [new DrainPace(), new DrainPace()];
  for (const pace of [looked, quiet]) pace.note(site, 10, 0);
  for (let at = 0; at < 40_000; at += 500) looked.secondsFor(site, 100, at);
  for (const pace of [looked, quiet]) pace.note(site, 10, 40_000);
  t.equal(looked.secondsFor(site, 100, 50_000), quiet.secondsFor(site, 100, 50_000));
  t.equal(quiet.secondsFor(site, 100, 50_000), 500);
});
