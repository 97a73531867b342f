import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import t from 'tap';
import { LanKeeper, type LanKeeperOptions } from '../../../edge-agent/lan/lan-keeper.js';
import type { LanServer } from '../../../provisioning/lan/lan-folder.js';
import { nodePaths } from '../../../provisioning/node-folder.js';
import { handTimers } from '../../support/hand-timers.js';
import { lanCode } from '../../support/lan-folder.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const day = 86_400_000;
const start = Date.UTC(2027, 5, 1);
const fiveMinutes = 5 * 60_000;

type Interfaces = ReturnType<NonNullable<LanKeeperOptions['readInterfaces']>>;

function interfacesOf(...addresses: readonly string[]): Interfaces {
  const shared = { internal: false, family: 'IPv4', netmask: '', mac: '', cidr: null } as const;
  return { eth0: addresses.map((address) => ({ ...shared, address })) };
}

function openKeeper(t: { teardown(remove: () => void): unknown }) {
  const dir = temporaryFolder(t);
  mkdirSync(nodePaths(dir).identity, { mode: 0o700 });
  const timers = handTimers();
  const world = { milliseconds: start, addresses: ['192.168.1.10'] as string[] };
  const shown: LanServer[] = [];
  const said: string[] = [];
  const errors: unknown[] = [];
  const healed: (() => void)[] = [];
  const note = (fields: unknown) => void said.push((fields as { code?: string }).code ?? 'new');
  const keeper = new LanKeeper({
    ...{ dir, code: lanCode, timers, readInterfaces: () => interfacesOf(...world.addresses) },
    clock: {
      now: () => world.milliseconds,
      get floorMilliseconds() {
        return world.milliseconds;
      },
      onHealed: (listener) => void healed.push(listener as () => void),
    },
    logger: { info: note, warn: note } as unknown as LanKeeperOptions['logger'],
    onServer: (server) => void shown.push(server),
    onError: (error) => void errors.push(error),
  });
  t.teardown(() => keeper.stop());
  return {
    keeper,
    timers,
    world,
    shown,
    said,
    errors,
    paths: nodePaths(dir),
    heal: () => {
      for (const each of healed) each();
    },
  };
}

t.test('[T40][T42] shown from the start, without a network; again only when it is another one', async (t) => {
  const { keeper, timers, world, shown, errors } = openKeeper(t);
  keeper.start();
  t.equal(shown.length, 1);
  timers.pass(12 * fiveMinutes);
  t.equal(shown.length, 1);
  world.addresses = ['192.168.1.10', '10.0.0.4'];
  timers.pass(fiveMinutes);
  t.same(shown[1]?.hosts, ['carnet-7kd.local', '7kd.carnet.internal', '10.0.0.4', '192.168.1.10']);
  world.milliseconds += 61 * day;
  timers.pass(fiveMinutes);
  t.equal(shown.length, 3, 'renewed by itself');
  keeper.stop();
  world.milliseconds += 400 * day;
  timers.pass(12 * fiveMinutes);
  t.equal(shown.length, 3);
  t.same(errors, []);
});

t.test('[T42] a clock that was healed is heeded at once', async (t) => {
  const { keeper, world, shown, heal } = openKeeper(t);
  keeper.start();
  world.milliseconds += 200 * day;
  heal();
  t.equal(shown.length, 2);
  keeper.stop();
  world.milliseconds += 200 * day;
  heal();
  t.equal(shown.length, 2);
});

t.test('[T40] what fails is said once, ends nothing, and is tried again', async (t) => {
  const { keeper, timers, shown, said, errors, paths } = openKeeper(t);
  writeFileSync(paths.lanAuthority, 'damaged');
  keeper.start();
  timers.pass(3 * fiveMinutes);
  t.same(said, ['identity-mismatch']);
  t.equal(shown.length, 0);
  rmSync(paths.lanAuthority);
  timers.pass(fiveMinutes);
  t.equal(shown.length, 1);
  t.same(said, ['identity-mismatch', 'new']);
  t.same(errors, []);
});
