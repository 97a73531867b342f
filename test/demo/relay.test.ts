import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { createConnection, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { checkPortsFree } from '../../provisioning/demo/port-in-use.js';
import { RelayControl } from '../../provisioning/demo/relay/relay-control.js';
import type { LinkShape } from '../../provisioning/demo/relay/shaped-pipe.js';
import { TcpRelay } from '../../provisioning/demo/relay/tcp-relay.js';
import { freePort } from '../support/free-port.js';

const quick: LinkShape = { delayMilliseconds: 0, bytesPerSecond: Number.POSITIVE_INFINITY };

async function makeLine(t: Test, shape: LinkShape) {
  const echo = createServer((socket) => {
    socket.on('error', () => {});
    socket.pipe(socket);
  });
  await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve));
  const address = echo.address();
  const target = { host: '127.0.0.1', port: typeof address === 'object' && address !== null ? address.port : 0 };
  const relay = new TcpRelay({ listen: { host: '127.0.0.1', port: 0 }, target, shape });
  await relay.start();
  t.teardown(async () => {
    await relay.stop();
    echo.close();
  });
  const connect = () => {
    const socket = createConnection(relay.port, '127.0.0.1');
    t.teardown(() => socket.destroy());
    return socket;
  };
  return { relay, connect };
}

function bytesFrom(socket: Socket, count: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let length = 0;
    const take = (part: Buffer) => {
      parts.push(part);
      length += part.length;
      if (length < count) return;
      socket.off('data', take);
      resolve(Buffer.concat(parts));
    };
    socket.on('data', take);
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('closed')));
  });
}

t.test('passes everything on, in order, however much at once', async (t) => {
  const { relay, connect } = await makeLine(t, quick);
  const socket = connect();
  const sent = Buffer.alloc(3_000_000, 'abcdefghijklmnop');
  socket.write(sent);
  t.ok((await bytesFrom(socket, sent.length)).equals(sent));
  t.same(relay.bytes, { up: sent.length, down: sent.length });
});

t.test('a satellite delays each way and keeps to its rate', async (t) => {
  const { connect } = await makeLine(t, { delayMilliseconds: 60, bytesPerSecond: 100_000 });
  const socket = connect();
  const begin = performance.now();
  socket.write('ping');
  await bytesFrom(socket, 4);
  const ping = performance.now() - begin;
  t.ok(ping >= 118 && ping < 400, `there and back in ${ping.toFixed()} ms`);
  const before = performance.now();
  socket.write(Buffer.alloc(20_000));
  await bytesFrom(socket, 20_000);
  const took = performance.now() - before;
  t.ok(took >= 300, `20 kB at 100 kB/s, 60 ms each way, in ${took.toFixed()} ms`);
});

t.test('[L2] a blackhole swallows in silence, and lets all go on when it is mended', async (t) => {
  const { relay, connect } = await makeLine(t, quick);
  const socket = connect();
  socket.write('one');
  await bytesFrom(socket, 3);
  relay.setCut('blackhole');
  let heard = 0;
  const count = () => {
    heard += 1;
  };
  socket.on('data', count).on('close', count);
  socket.write('two');
  const late = connect();
  late.write('new');
  await sleep(80);
  t.equal(heard, 0);
  socket.off('data', count).off('close', count);
  const answer = bytesFrom(socket, 3);
  const lateAnswer = bytesFrom(late, 3);
  relay.setCut(undefined);
  t.equal(String(await answer), 'two');
  t.equal(String(await lateAnswer), 'new');
});

t.test('[L2] a refusing link breaks off what is there and what comes', async (t) => {
  const { relay, connect } = await makeLine(t, quick);
  const socket = connect();
  socket.write('one');
  await bytesFrom(socket, 3);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.once('error', () => {});
  relay.setCut('refuse');
  await closed;
  const refused = connect();
  await new Promise((resolve) => refused.once('error', () => {}).once('close', resolve));
  relay.setCut(undefined);
  const again = connect();
  again.write('back');
  t.equal(String(await bytesFrom(again, 4)), 'back');
});

t.test('a port in use is told as such, before and at the start', async (t) => {
  const { relay } = await makeLine(t, quick);
  const listen = { host: '127.0.0.1', port: relay.port };
  await t.rejects(checkPortsFree('127.0.0.1', [relay.port]), { code: 'port-in-use', detail: `port ${relay.port}` });
  await t.rejects(new TcpRelay({ listen, target: listen, shape: quick }).start(), { code: 'port-in-use' });
});

/** Takes ports for datagrams, of the system's choice or the one given. */
async function takeDatagramPorts(t: Test, count: number, port = 0): Promise<void> {
  const sockets = Array.from({ length: count }, () => createSocket('udp4'));
  t.teardown(() => Promise.all(sockets.map((socket) => new Promise<void>((resolve) => socket.close(resolve)))));
  await Promise.all(sockets.map((socket) => new Promise<void>((resolve) => socket.bind(port, '127.0.0.1', resolve))));
}

t.test('a line whose port somebody else has for datagrams leaves nothing behind', async (t) => {
  const listen = { host: '127.0.0.1', port: await freePort() };
  await takeDatagramPorts(t, 1, listen.port);
  const relay = new TcpRelay({ listen, target: listen, datagramTarget: listen, shape: quick });
  await t.rejects(relay.start(), { code: 'port-in-use', detail: `port ${listen.port}` });
  await checkPortsFree(listen.host, [listen.port]);
});

t.test('a line with a port of the system’s choice takes one that is free for TCP and for datagrams', async (t) => {
  // One port in fourteen: among a hundred lines some would meet one.
  await takeDatagramPorts(t, 2_000);
  const target = { host: '127.0.0.1', port: 9 };
  const relays = Array.from(
    { length: 100 },
    () => new TcpRelay({ listen: { host: '127.0.0.1', port: 0 }, target, datagramTarget: target, shape: quick }),
  );
  t.teardown(() => Promise.all(relays.map((relay) => relay.stop())));
  for (const relay of relays) await relay.start();
  t.equal(new Set(relays.map(({ port }) => port)).size, relays.length);
});

t.test('the ops page lists links and cuts them through a private socket', async (t) => {
  const { relay } = await makeLine(t, quick);
  const dir = mkdtempSync(join(tmpdir(), 'carnet-relay-'));
  const path = join(dir, 'relay.sock');
  const control = new RelayControl(path, [{ site: '7KD', link: 'fibre', kind: 'fibre', relay }]);
  await control.start();
  t.teardown(async () => {
    await control.stop();
    rmSync(dir, { recursive: true });
  });
  t.equal(statSync(path).mode & 0o777, 0o600);
  const ask = (line: string) =>
    new Promise<unknown>((resolve) => {
      let text = '';
      const socket = createConnection(path, () => socket.write(`${line}\n`));
      socket.on('data', (part) => {
        text += part;
      });
      socket.on('end', () => resolve(JSON.parse(text)));
    });
  t.match(await ask('{"list":true}'), { ok: { links: [{ site: '7KD', link: 'fibre', cut: false }] } });
  t.match(await ask('{"site":"7KD","link":"fibre","cut":true}'), { ok: { links: [{ cut: true, mode: 'blackhole' }] } });
  t.equal(relay.cut, 'blackhole');
  t.match(await ask('{"site":"7KD","link":"fibre","cut":"refuse"}'), { ok: { links: [{ mode: 'refuse' }] } });
  t.match(await ask('{"site":"7KD","link":"fibre","cut":false}'), { ok: { links: [{ cut: false }] } });
  t.match(await ask('{"site":"7KD","link":"none","cut":true}'), { problem: { code: 'not-found' } });
  t.match(await ask('nonsense'), { problem: { code: 'body-malformed' } });
});
