import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { edgeSettings } from '../../config/edge-settings.js';
import { hubSettings } from '../../config/hub-settings.js';
import { environmentOf, nodeFlagsOf } from '../../config/running/program-start.js';
import { environmentName, type Settings } from '../../config/setting.js';
import { requirePackage } from '../support/system-package.js';

const deployFolder = join(import.meta.dirname, '../../deploy');
const exposureMax = 2.5;
/** Name, settings, program, and what stands after `node`: the site's program itself, with the flags that keep it small. */
const units: readonly (readonly [string, Settings, string, string])[] = [
  ['edge', edgeSettings, 'edge-agent/main.ts', [...nodeFlagsOf('edge-agent'), 'dist/edge-agent/main.js'].join(' ')],
  ['hub', hubSettings, 'central-hub/main.ts', 'bin/carnet.js hub run'],
];

t.test(
  `carnet-peers.service may only speak of interfaces, and is exposed by at most ${exposureMax} of 10`,
  async (t) => {
    const unitPath = join(deployFolder, 'systemd', 'carnet-peers.service');
    const unit = readFileSync(unitPath, 'utf8');
    t.match(unit, /^CapabilityBoundingSet=CAP_NET_ADMIN$/m);
    t.match(unit, /^RestrictAddressFamilies=AF_UNIX AF_NETLINK$/m, 'no network');
    t.match(unit, /^DynamicUser=true$/m, 'not root');
    t.match(unit, /^MemoryDenyWriteExecute=true$/m);
    t.match(unit, /^ExecStart=\/usr\/bin\/node --jitless dist\/tunnel-peers\/main\.js /m);
    t.match(unit, new RegExp(`--socket ${hubSettings.tunnelSocket.default} `), 'where the hub looks for it');
    t.match(unit, new RegExp(`CARNET_TUNNEL_INTERFACE=${hubSettings.tunnelInterface.default}$`, 'm'));
    t.ok(existsSync(join(import.meta.dirname, '../../tunnel-peers/main.ts')));
    const analyze = requirePackage(t, 'systemd');
    if (analyze === undefined) return;
    const threshold = `--threshold=${exposureMax * 10}`;
    const { status, stdout } = spawnSync(analyze, ['security', '--offline=true', threshold, '--no-pager', unitPath], {
      encoding: 'utf8',
    });
    t.equal(status, 0, stdout.slice(-300));
  },
);

t.test(
  `carnet-upgrade.service is root with three of its powers, exposed by at most ${exposureMax} of 10`,
  async (t) => {
    const unitPath = join(deployFolder, 'systemd', 'carnet-upgrade.service');
    const unit = readFileSync(unitPath, 'utf8');
    t.match(unit, /^CapabilityBoundingSet=CAP_SETUID CAP_SETGID CAP_DAC_OVERRIDE$/m);
    t.match(unit, /^ExecStart=\/usr\/bin\/node bin\/carnet\.js upgrade run-staged --root \/opt\/carnet /m);
    t.match(unit, /^WorkingDirectory=\/opt\/carnet\/current$/m);
    t.match(unit, /^NoNewPrivileges=true$/m);
    t.match(unit, /^EnvironmentFile=-\/etc\/carnet\/edge\.env$/m, 'the settings of the site');
    const timer = readFileSync(join(deployFolder, 'systemd', 'carnet-upgrade.timer'), 'utf8');
    t.match(timer, /^OnBootSec=/m, 'also after a power cut');
    const analyze = requirePackage(t, 'systemd');
    if (analyze === undefined) return;
    const threshold = `--threshold=${exposureMax * 10}`;
    const { status, stdout } = spawnSync(analyze, ['security', '--offline=true', threshold, '--no-pager', unitPath], {
      encoding: 'utf8',
    });
    t.equal(status, 0, stdout.slice(-300));
  },
);

t.test('carnet-edge.service gives its program the environment that every other start gives it', async (t) => {
  const unit = readFileSync(join(deployFolder, 'systemd', 'carnet-edge.service'), 'utf8');
  const [, given = ''] = /^Environment=(.*)$/m.exec(unit) ?? [];
  for (const [name, value] of Object.entries(environmentOf('edge-agent', {}))) {
    t.ok(given.split(' ').includes(`${name}=${value}`), name);
  }
});

for (const [name, settings, program, start] of units) {
  const unitPath = join(deployFolder, 'systemd', `carnet-${name}.service`);
  const unit = readFileSync(unitPath, 'utf8');

  t.test(`carnet-${name}.service is exposed by at most ${exposureMax} of 10`, async (t) => {
    const analyze = requirePackage(t, 'systemd');
    if (analyze === undefined) return;
    const threshold = `--threshold=${exposureMax * 10}`;
    const { status, stdout } = spawnSync(analyze, ['security', '--offline=true', threshold, '--no-pager', unitPath], {
      encoding: 'utf8',
    });
    const [, exposure] = /Overall exposure level for \S+ (\d+\.\d+)/.exec(stdout) ?? [];
    t.equal(status, 0, stdout.slice(-300));
    t.ok(Number(exposure) > 0 && Number(exposure) <= exposureMax, `exposure ${exposure}`);
  });

  t.test(`carnet-${name}.service lets the program live`, async (t) => {
    t.notMatch(unit, /^MemoryDenyWriteExecute=(yes|true|1)/m, 'Node compiles code while it runs');
    t.notMatch(unit, /^ProcSubset=pid/m, 'Node reads /proc/meminfo');
    t.match(unit, /^RestrictAddressFamilies=.*AF_INET .*AF_UNIX/m);
    t.match(unit, /^User=carnet$/m);
    t.match(unit, /^CapabilityBoundingSet=$/m, 'no privilege at all');
    t.notMatch(unit, /^AmbientCapabilities=/m);
    t.match(unit, /^NoNewPrivileges=true$/m);
    t.ok(unit.includes(`\nExecStart=/usr/bin/node ${start} --dir /var/lib/carnet/${name}\n`), 'how it is started');
    t.match(unit, new RegExp(`^StateDirectory=carnet/${name}$`, 'm'));
    t.match(
      unit,
      /^KillMode=mixed$/m,
      'a command passes the signal on, and a copy under way is not to be cut before its program',
    );
    t.match(unit, /^LimitCORE=0$/m, 'no record in a core dump');
    t.ok(existsSync(join(import.meta.dirname, '../..', program)));
  });

  t.test(`the example environment of ${name} names settings that exist, at their defaults`, async (t) => {
    const text = readFileSync(join(deployFolder, 'environment', `${name}.env`), 'utf8');
    const known = new Map(Object.entries(settings).map(([key, { default: value }]) => [environmentName(key), value]));
    const lines = [...text.matchAll(/^#?(CARNET_\w+)=(.*)$/gm)];
    t.ok(lines.length > 0);
    for (const [, variable = '', value] of lines) t.equal(value, String(known.get(variable)), variable);
  });
}
