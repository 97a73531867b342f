import { statSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { peerChanges } from '../../../central-hub/tunnels/peer-changes.js';
import { PeerKeeper } from '../../../central-hub/tunnels/peer-keeper.js';
import { parseLinkName, parseSiteCode } from '../../../protocol/ids.js';
import { parseInnerSubnet } from '../../../protocol/tunnel/inner-subnet.js';
import { askSocket } from '../../../provisioning/control/ask-socket.js';
import { PeerServer } from '../../../tunnel-peers/peer-server.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const key = (name: string) => Buffer.alloc(32, name).toString('base64');
const [a, b, c] = [key('a'), key('b'), key('c')];

/** The program's real server over an interface that is a map. */
async function servePeers(t: Test, present: Map<string, string>, path = join(temporaryFolder(t), 'peers.sock')) {
  let busy = 0;
  const alone = async (act: () => void) => {
    t.equal(busy++, 0, 'one at a time');
    await sleep(1);
    act();
    busy -= 1;
  };
  const server = new PeerServer({
    path,
    subnet: parseInnerSubnet('10.86.0.0/16'),
    peers: {
      list: async () =>
        [...present].map(([publicKey, address]) => ({ publicKey, addresses: [address], handshakeSeconds: 0 })),
      add: (publicKey, address) => alone(() => present.set(publicKey, address)),
      remove: (publicKey) => alone(() => present.delete(publicKey)),
    },
  });
  await server.start();
  t.teardown(() => server.stop());
  return { path, server };
}

const tunnel = (publicKey: string, address: string) => ({
  ...{ site: parseSiteCode('123'), link: parseLinkName('fibre'), publicKey, address },
});

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 400 && !holds(); tries += 1) await sleep(10);
}

t.test('[L22] peers become those of the register: strangers go first, what moved is set again', async (t) => {
  const listed = (publicKey: string, ...addresses: string[]) => ({ publicKey, addresses, handshakeSeconds: 0 });
  t.strictSame(
    peerChanges([tunnel(a, '10.86.0.2'), tunnel(b, '10.86.0.3')], [listed(c, '10.86.0.3'), listed(a, '10.86.0.9')]),
    [
      { do: 'remove', publicKey: c },
      { do: 'add', publicKey: a, address: '10.86.0.2' },
      { do: 'add', publicKey: b, address: '10.86.0.3' },
    ],
  );
  t.strictSame(peerChanges([tunnel(a, '10.86.0.2')], [listed(a, '10.86.0.2')]), []);
});

t.test('[L22] the hub reconciles when it starts, when the peers program comes late, and at each change', async (t) => {
  const present = new Map([[c, '10.86.0.7']]);
  const path = join(temporaryFolder(t), 'peers.sock');
  let register = [tunnel(a, '10.86.0.2')];
  const warnings: unknown[] = [];
  const logger = { info: () => {}, warn: (...said: unknown[]) => void warnings.push(said) };
  const keeper = new PeerKeeper({ fleet: { tunnels: async () => register }, socket: path, logger });
  keeper.start();
  t.teardown(() => keeper.stop());
  await until(() => warnings.length > 0);
  t.equal(warnings.length, 1, 'said once');
  await servePeers(t, present, path);
  await until(() => present.has(a));
  t.strictSame([...present], [[a, '10.86.0.2']]);
  register = [tunnel(b, '10.86.0.3')];
  const began = performance.now();
  keeper.wake();
  await until(() => !present.has(a) && present.has(b));
  t.ok(performance.now() - began < 2_000, 'a revoked site loses its peer within two seconds');
  t.strictSame([...present], [[b, '10.86.0.3']]);
  register = [tunnel(b, '10.99.0.3'), tunnel(c, '10.86.0.4')];
  keeper.wake();
  await until(() => present.has(c));
  t.strictSame(
    [...present],
    [
      [b, '10.86.0.3'],
      [c, '10.86.0.4'],
    ],
    'one that the peers program refuses holds up no other',
  );
});

t.test(
  '[L22] the socket is its owner’s and its group’s; long, silent and malformed callers get an answer or nothing',
  async (t) => {
    const { path } = await servePeers(t, new Map());
    t.equal(statSync(path).mode & 0o777, 0o660);
    t.strictSame(await askSocket(path, { do: 'list' }, 'peers program'), { peers: [] });
    await t.rejects(askSocket(path, { do: 'show-private-key' }, 'peers program'), { code: 'body-malformed' });
    await t.rejects(askSocket(path, { do: 'list', pad: 'x'.repeat(2_000) }, 'peers program'), { code: 'too-large' });
    await t.rejects(askSocket(path, { do: 'add', publicKey: a, address: '0.0.0.0' }, 'peers program'), {
      code: 'forbidden',
    });
    const silent = createConnection(path);
    silent.on('error', () => {});
    await Promise.all(
      Array.from({ length: 5 }, (_, index) =>
        askSocket(path, { do: 'add', publicKey: key(`k${index}`), address: `10.86.1.${index}` }, 'peers program'),
      ),
    );
    silent.destroy();
  },
);
