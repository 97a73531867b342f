import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { FibrePlugin } from '../../../../edge-agent/links/plugins/fibre-plugin.js';
import type { NodeLink } from '../../../../provisioning/node-folder.js';
import { Namespace } from '../../../lab/network/namespace.js';
import { missingForNetwork } from '../../../lab/network/requirements.js';
import { temporaryFolder } from '../../../support/temporary-folder.js';
import { uncovered } from '../../../support/uncovered.js';

const tunnel = {} as NonNullable<NodeLink['tunnel']>;

t.test('[L60] carrier and counters of the device that the link leaves by', async (t) => {
  const devices = temporaryFolder(t);
  const folder = join(devices, 'eth1');
  mkdirSync(join(folder, 'statistics'), { recursive: true });
  const write = (name: string, text: string) => writeFileSync(join(folder, name), `${text}\n`);
  write('carrier', '1');
  for (const [name, count] of Object.entries({ rx_errors: 3, tx_errors: 4, rx_dropped: 10, tx_dropped: 0 })) {
    write(join('statistics', name), String(count));
  }
  const said: string[] = [];
  const plugin = new FibrePlugin({ link: { device: 'eth1' }, devices, say: (what) => said.push(what) });
  t.strictSame(await plugin.read(), { kind: 'fibre', device: 'eth1', carrier: true, errors: 7, drops: 10 });
  write('carrier', '0');
  t.match(await plugin.read(), { carrier: false, errors: 7 });
  rmSync(join(folder, 'carrier'));
  t.match(await plugin.read(), { carrier: false }, 'switched off');
  rmSync(folder, { recursive: true });
  t.match(await plugin.read(), { carrier: false, errors: 0 }, 'pulled out with its device');
  t.strictSame(said, ['there is no network device eth1']);
  plugin.stop();
});

t.test('[L60] the device of an address that is the link’s own; inside of a tunnel there is no cable', async (t) => {
  const read = (link: Pick<NodeLink, 'localAddress' | 'tunnel'>) => new FibrePlugin({ link, say: t.fail }).read();
  t.match(await read({ localAddress: '127.0.0.1' }), { device: 'lo', carrier: true });
  t.equal(await read({ localAddress: '192.0.2.77' }), undefined, 'nobody has it');
  t.equal(await read({ localAddress: '127.0.0.1', tunnel }), undefined);
  t.equal(await read({}), undefined);
});

/** Reads a device four times: plugged in, pulled out at the other end, switched off, gone. */
const script = `
  const { FibrePlugin } = await import('./edge-agent/links/plugins/fibre-plugin.ts');
  const { execFileSync } = await import('node:child_process');
  const plugin = new FibrePlugin({ link: { device: 'w0' }, say: () => {} });
  const read = async (...ip) => {
    if (ip.length > 0) execFileSync('ip', ip);
    return (await plugin.read()).carrier;
  };
  const found = [await read(), await read('link', 'set', 'w1', 'down'), await read('link', 'set', 'w1', 'up'),
    await read('link', 'set', 'w0', 'down'), await read('link', 'del', 'w0')];
  console.log(JSON.stringify(found));
`;

t.test('[L60] a real cable that is pulled at its other end, and one that is switched off here', async (t) => {
  const reason = await missingForNetwork();
  if (reason !== undefined) return t.plan(0, `the network ${reason}`);
  const namespace = new Namespace(`carnet-lab-${process.pid}-fibre`);
  await namespace.create();
  t.teardown(() => namespace.remove());
  await namespace.run('ip', ['link', 'add', 'w0', 'type', 'veth', 'peer', 'name', 'w1']);
  for (const name of ['w0', 'w1']) await namespace.run('ip', ['link', 'set', name, 'up']);
  const environment = Object.entries(uncovered).map(([name, value]) => `${name}=${value}`);
  const program = [
    ...environment,
    'NODE_OPTIONS=',
    process.execPath,
    '--import',
    'tsx',
    '--input-type=module',
    '-e',
    script,
  ];
  const out = await namespace.run('env', program);
  t.strictSame(JSON.parse(out), [true, false, true, false, false]);
});
