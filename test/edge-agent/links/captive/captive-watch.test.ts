import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import t, { type Test } from 'tap';
import { CaptiveWatch } from '../../../../edge-agent/links/captive/captive-watch.js';
import { judgeCaptive } from '../../../../edge-agent/links/captive/judge-captive.js';
import { parseLinkName } from '../../../../protocol/ids.js';
import type { NodeLink } from '../../../../provisioning/node-folder.js';
import { timersOf, VirtualTime } from '../../../simulation/virtual-time.js';
import { eventually } from '../../../support/programs-records.js';
import { seededRandom } from '../../../support/seeded-random.js';

const name = parseLinkName('cellular');
const loopback = '127.0.0.1';

t.test('[L62] what an answer in plain HTTP shows', async (t) => {
  const asked = new URL('http://hub.example.cm/alive');
  for (const [status, location, expected] of [
    [204, undefined, 'open'],
    [511, undefined, 'captive'],
    [302, 'http://portal.operator.cm/recharge', 'captive'],
    [307, '//portal.operator.cm', 'captive'],
    [301, 'https://hub.example.cm/alive', 'unknown'],
    [302, '/login', 'unknown'],
    [302, 'http://[', 'unknown'],
    [302, undefined, 'unknown'],
    [200, undefined, 'captive'],
    [404, undefined, 'unknown'],
    [502, undefined, 'unknown'],
  ] as const) {
    t.equal(judgeCaptive(asked, { status, location }), expected, `${status} ${location}`);
  }
});

async function serve(t: Test, answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<number> {
  const server = createServer(answer).listen(0, loopback);
  await new Promise((resolve) => server.once('listening', resolve));
  t.teardown(() => server.close());
  return (server.address() as { port: number }).port;
}

function open(hubPort: number, checkUrl = '', more: Partial<NodeLink> = {}) {
  const time = new VirtualTime();
  const verdicts: boolean[] = [];
  const hub = { host: loopback, port: hubPort };
  const link: NodeLink = { name, kind: 'cellular', metered: true, hub, ...more };
  const watch = new CaptiveWatch({
    ...{ links: [link], checkUrl, timers: timersOf(time, seededRandom(1), () => true) },
    onVerdict: (_link, captive) => verdicts.push(captive),
  });
  return { watch, verdicts, time };
}

t.test('[L62] a portal on the hub’s port, and one that only takes plain HTTP, are found', async (t) => {
  const froms: (string | undefined)[] = [];
  const portal = await serve(t, ({ socket }, response) => {
    froms.push(socket.remoteAddress);
    response.writeHead(302, { location: 'http://recharge.example/' }).end('x'.repeat(100_000));
  });
  const onPort = open(portal, '', { localAddress: '127.0.0.9' });
  onPort.watch.suspect(name);
  await eventually('verdict', () => onPort.verdicts.length === 1);
  t.strictSame(onPort.verdicts, [true]);
  t.strictSame(froms, ['127.0.0.9'], 'sent from the link’s own address');
  const closed = await serve(t, () => {});
  const plain = open(closed, `http://${loopback}:${portal}/alive`);
  plain.watch.suspect(name);
  await eventually('verdict', () => plain.verdicts.length === 1);
  t.strictSame(plain.verdicts, [true], 'the hub’s port is silent');
});

t.test('[L62] the hub itself, its silence and its absence accuse nobody', async (t) => {
  const hub = createTcpServer((socket) => socket.resume().end(Buffer.from([0x15, 3, 3, 0, 2, 2, 70]))).listen(
    0,
    loopback,
  );
  await new Promise((resolve) => hub.once('listening', resolve));
  const { port } = hub.address() as { port: number };
  const alive = await serve(t, (_request, response) => response.writeHead(204).end());
  const well = open(port, `http://${loopback}:${alive}/alive`);
  well.watch.suspect(name);
  await eventually('verdict', () => well.verdicts.length === 1);
  t.strictSame(well.verdicts, [false]);
  await new Promise((resolve) => hub.close(resolve));
  const gone = open(port);
  gone.watch.suspect(name);
  gone.watch.suspect(parseLinkName('fibre'));
  await new Promise((resolve) => setTimeout(resolve, 300));
  t.strictSame(gone.verdicts, [], 'refused');
});

t.test('[L62] it is asked ever more rarely, never about a link that works, and never through a tunnel', async (t) => {
  let asked = 0;
  const portal = await serve(t, (_request, response) => {
    asked += 1;
    response.writeHead(511).end();
  });
  const { watch, verdicts, time } = open(portal);
  for (const [second, expected] of [
    [1, 1],
    [15, 1],
    [22, 2],
    [60, 2],
    [63, 3],
    [142, 3],
    [144, 4],
    [303, 4],
    [305, 5],
  ] as const) {
    await time.runUntil(second * 1_000);
    watch.suspect(name);
    await eventually('verdict', () => verdicts.length >= expected);
    // One that was asked too early would be here by now.
    await new Promise((resolve) => setTimeout(resolve, 50));
    t.equal(asked, expected, `after ${second} s`);
  }
  watch.clear(name);
  watch.suspect(name);
  await eventually('verdict', () => verdicts.length === 6);
  watch.clear(name);
  watch.suspect(name);
  watch.clear(name);
  await eventually('asked', () => asked === 7);
  await new Promise((resolve) => setTimeout(resolve, 100));
  t.equal(verdicts.length, 6, 'a link that works by now is not accused');
  watch.stop();
  watch.suspect(name);
  await new Promise((resolve) => setTimeout(resolve, 100));
  t.equal(asked, 7, 'nothing is asked after the end');
  const tunnelled = open(portal, '', { tunnel: {} as NonNullable<NodeLink['tunnel']> });
  tunnelled.watch.suspect(name);
  const outside = open(portal, `http://${loopback}:${portal}/`, {
    ...{ tunnel: {} as NonNullable<NodeLink['tunnel']>, device: 'lo' },
  });
  outside.watch.suspect(name);
  await eventually('verdict', () => outside.verdicts.length === 1);
  t.strictSame(tunnelled.verdicts, []);
});
