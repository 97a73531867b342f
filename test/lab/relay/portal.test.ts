import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import t from 'tap';
import { freePort } from '../../support/free-port.js';
import { TcpRelay } from './tcp-relay.js';

const line = { delayMilliseconds: 0, jitterMilliseconds: 0, lossShare: 0, bytesPerSecond: 0, queueBytesMax: 10_000 };
const host = '127.0.0.1';

t.test('a captive link answers a new connection in the place of the hub, until it is healed', async (t) => {
  const hub = createServer((socket) => socket.end('the hub'));
  const [hubPort, port] = [await freePort(), await freePort()];
  hub.listen(hubPort, host);
  await once(hub, 'listening');
  const at = { near: { host, port }, farHost: host, hub: { host, port: hubPort } };
  const relay = new TcpRelay({ ...{ name: '4g', plain: true, up: line, down: line }, ...at }, Math.random);
  await relay.start();
  t.teardown(() => {
    relay.stop();
    hub.close();
  });
  const ask = async () => {
    const socket = connect(port, host);
    socket.write('hello');
    let heard = '';
    for await (const data of socket) heard += String(data);
    return heard;
  };
  t.equal(await ask(), 'the hub');
  relay.captive = true;
  t.match(await ask(), /^HTTP\/1\.1 302 Found\r\nLocation: /);
  relay.captive = false;
  t.equal(await ask(), 'the hub');
});
