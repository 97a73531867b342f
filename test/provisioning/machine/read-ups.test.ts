import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { parseUps, readUps } from '../../../provisioning/machine/read-ups.js';
import { type RunCommand, runCommand } from '../../../provisioning/machine/run-command.js';
import { eventually } from '../../support/programs-records.js';
import { requirePackage } from '../../support/system-package.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

t.test('what upsc says is read, and nothing else is believed', async (t) => {
  t.strictSame(parseUps('battery.charge: 87\nups.status: OL CHRG\n'), { state: 'OL CHRG', chargePercent: 87 });
  t.strictSame(parseUps('ups.status: OB LB'), { state: 'OB LB', chargePercent: null });
  t.strictSame(parseUps('ups.status: OL\nbattery.charge: 400'), { state: 'OL', chargePercent: null });
  for (const text of ['', 'Error: Data stale', 'ups.status: <b>', 'ups.status: WAIT', 'ups.status:', 'no colon']) {
    t.equal(parseUps(text), undefined, text);
  }
  const asked: string[] = [];
  const run: RunCommand = async (command, parameters) => {
    asked.push([command, ...parameters].join(' '));
    if (parameters[0] === '-l') return 'first\n; rm -rf /\nsecond\n';
    return parameters[0] === 'second' ? 'ups.status: OL' : undefined;
  };
  t.strictSame(await readUps(run), { state: 'OL', chargePercent: null }, 'the first that answers');
  t.strictSame(asked, ['upsc -l', 'upsc first', 'upsc second']);
  t.equal(await readUps(async () => undefined), undefined, 'no NUT here');
  t.equal(await runCommand('carnet-no-such-command', []), undefined);
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { readonly port: number };
  server.close();
  await once(server, 'close');
  return port;
}

t.test('[L49] a real upsd with a supply that is acted: on mains, then on a low battery', async (t) => {
  if (requirePackage(t, 'nut-server') === undefined || requirePackage(t, 'nut-client') === undefined) return;
  const folder = temporaryFolder(t);
  const port = await freePort();
  const say = (text: string) => writeFileSync(join(folder, 'acted.dev'), text);
  say('ups.status: OL CHRG\nbattery.charge: 87\n');
  writeFileSync(join(folder, 'ups.conf'), '[acted]\n  driver = dummy-ups\n  port = acted.dev\n');
  writeFileSync(join(folder, 'upsd.conf'), `LISTEN 127.0.0.1 ${port}\n`);
  writeFileSync(join(folder, 'upsd.users'), '');
  const environment = { ...process.env, NUT_CONFPATH: folder, NUT_STATEPATH: folder, NUT_ALTPIDPATH: folder };
  const start = (name: string, ...parameters: string[]): ChildProcess => {
    const child = spawn(join('/lib/nut', name), ['-F', '-u', userInfo().username, ...parameters], {
      ...{ env: environment, cwd: folder, stdio: 'ignore' },
    });
    const ended = once(child, 'exit');
    t.teardown(async () => {
      child.kill();
      await ended;
    });
    return child;
  };
  start('dummy-ups', '-a', 'acted');
  await eventually('the driver listens', () => existsSync(join(folder, 'dummy-ups-acted')));
  start('upsd');
  const there: RunCommand = (command, [name = '']) =>
    runCommand(command, name === '-l' ? ['-l', `127.0.0.1:${port}`] : [`${name}@127.0.0.1:${port}`]);
  t.strictSame(await eventually('on mains', () => readUps(there)), { state: 'OL CHRG', chargePercent: 87 });
  say('ups.status: OB LB\nbattery.charge: 9\n');
  const low = await eventually('on a low battery', async () => {
    const facts = await readUps(there);
    return facts?.state === 'OB LB' && facts;
  });
  t.equal(low.chargePercent, 9);
});
