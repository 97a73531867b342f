import t from 'tap';
import { hasWayBack, judgeRelease, thisMachine } from '../../../provisioning/release/judge-release.js';
import { thisSchema } from '../../../provisioning/release/read-facts.js';
import { compareVersions, isVersion } from '../../../provisioning/release/version-order.js';

const here = { platform: 'linux', arch: 'x64', modules: '115' };

t.test('[U4] a release for another machine, another Node, or an earlier day is not for this box', async (t) => {
  const judge = (version: string, machine = here, runs: string | undefined = '0.2.0') =>
    judgeRelease({ version, machine }, here, runs)?.code;
  t.equal(judge('0.2.1'), undefined);
  t.equal(judge('0.2.0'), undefined, 'the same once more changes nothing');
  t.equal(judge('0.1.9'), 'release-older');
  t.equal(judge('0.2.0-rc.1'), 'release-older');
  t.equal(judgeRelease({ version: '0.0.1', machine: here }, here, undefined), undefined, 'the first one');
  for (const other of [{ platform: 'darwin' }, { arch: 'arm64' }, { modules: '127' }]) {
    t.equal(judge('0.3.0', { ...here, ...other }), 'release-foreign', JSON.stringify(other));
  }
  t.match(judgeRelease({ version: '1.0.0', machine: { ...here, arch: 'arm64' } }, here, '0.1.0'), {
    detail: 'linux arm64, Node ABI 115; here: linux x64, Node ABI 115',
  });
  t.equal(judgeRelease({ version: '1.0.0', machine: thisMachine() }, thisMachine(), '0.1.0'), undefined);
});

t.test('[U4] versions have one order', async (t) => {
  const order = ['0.1.9', '0.1.10-2', '0.1.10-10', '0.1.10-rc.1', '0.1.10', '0.2.0', '1.0.0'];
  for (const [index, version] of order.entries()) {
    t.ok(isVersion(version));
    t.equal(compareVersions(version, version), 0);
    for (const later of order.slice(index + 1)) {
      t.ok(compareVersions(version, later) < 0, `${version} before ${later}`);
      t.ok(compareVersions(later, version) > 0, `${later} after ${version}`);
    }
  }
  for (const no of ['1', '1.0', '1.0.0.0', 'v1.0.0', '1.0.0-', '1.0.0-../..', '']) t.notOk(isVersion(no), no);
});

t.test('[U1][U6] there is a way back where the program before is above every floor', async (t) => {
  const schema = (journal: number, floor = journal) => ({
    journal: { version: journal, floor },
    attachments: { version: 1, floor: 1 },
    telemetry: { version: 1, floor: 1 },
  });
  t.ok(hasWayBack(schema(26), schema(26)));
  t.ok(hasWayBack(schema(26), schema(29, 26)));
  t.notOk(hasWayBack(schema(26), schema(29, 27)));
  t.notOk(hasWayBack(schema(26), { ...schema(26), attachments: { version: 2, floor: 2 } }));
  t.ok(hasWayBack(thisSchema(), thisSchema()));
});
