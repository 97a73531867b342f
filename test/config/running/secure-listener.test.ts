import { connect as connectPlain, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'node:tls';
import t from 'tap';
import { settleLanServer } from '../../../provisioning/lan/lan-folder.js';
import { isLanAddress } from '../../../provisioning/lan/lan-names.js';
import { askPlainly, askSecurely, lanFaces } from '../../support/lan-faces.js';
import { lanWish } from '../../support/lan-folder.js';

const name = 'carnet-7kd.local';

t.test('[T43] who asks for a name of the LAN is shown its certificate, everybody else the node’s own', async (t) => {
  const { faces, port, lan, lanRoot, nodeRoot } = await lanFaces(t);
  await t.rejects(askSecurely({ port, servername: name, ca: lanRoot }), 'not before there is one');
  faces.showLan(lan);
  for (const servername of [name, '7kd.carnet.internal']) {
    const answer = await askSecurely({ port, servername, ca: lanRoot });
    t.match(answer, { status: 200, protocol: 'TLSv1.3', shown: /DNS:carnet-7kd.local/ }, servername);
    await t.rejects(
      askSecurely({ port, servername, ca: nodeRoot }),
      `${servername}: the hub’s authority says nothing of it`,
    );
  }
  for (const servername of ['localhost', '']) {
    t.match(await askSecurely({ port, servername, ca: nodeRoot }), { status: 200, shown: /localhost/ });
  }
  await t.rejects(askSecurely({ port, servername: 'www.example.org', ca: lanRoot }), 'no other name is ours');
});

t.test('[T43] over the LAN, by its address, it is the LAN’s certificate', async (t) => {
  const lanAddress = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .find(({ internal, family }) => !internal && family === 'IPv4')?.address;
  const { dir, faces, port, lan, lanRoot, nodeRoot } = await lanFaces(t, '0.0.0.0');
  faces.showLan(lan);
  t.match(await askSecurely({ port, ca: nodeRoot }), { shown: /localhost/ }, 'this machine asks itself');
  if (lanAddress === undefined) return t.comment('this machine is on no network');
  const { server } = settleLanServer(dir, { ...lanWish, addresses: [lanAddress] });
  faces.showLan(server);
  // A machine with a public address only: no authority of a LAN may name that.
  const trust = isLanAddress(lanAddress) ? { ca: lanRoot } : {};
  t.match(await askSecurely({ host: lanAddress, port, ...trust }), { status: 200, shown: /carnet-7kd/ });
  const own = await askSecurely({ host: lanAddress, port, servername: 'localhost', ca: nodeRoot });
  t.match(own, { status: 200, shown: /localhost/ }, 'a name of the node’s own certificate');
});

t.test('[T43] only TLS 1.2 and 1.3 with forward secrecy', async (t) => {
  const { faces, port, lan } = await lanFaces(t);
  faces.showLan(lan);
  const shake = (options: object) =>
    new Promise<string>((resolve) => {
      const socket = connect({ host: '127.0.0.1', port, servername: name, rejectUnauthorized: false, ...options });
      socket.on('secureConnect', () => {
        resolve(`${socket.getProtocol()} ${socket.getCipher().name}`);
        socket.destroy();
      });
      socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'error'));
    });
  const only = (version: string) => ({ minVersion: version, maxVersion: version, ciphers: 'ALL:@SECLEVEL=0' });
  t.match(await shake({}), /^TLSv1\.3 /);
  t.match(await shake(only('TLSv1.2')), /^TLSv1\.2 ECDHE-RSA-(AES|CHACHA20).*(GCM|POLY1305)/);
  for (const version of ['TLSv1', 'TLSv1.1']) t.match(await shake(only(version)), /^(ERR|EPROTO|ECONNRESET)/, version);
  for (const ciphers of ['AES128-GCM-SHA256', 'DHE-RSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES128-SHA256']) {
    t.match(await shake({ maxVersion: 'TLSv1.2', ciphers }), /^(ERR|EPROTO|ECONNRESET)/, ciphers);
  }
});

t.test('[T43] a renewed certificate is shown to who comes, and ends nobody’s connection', async (t) => {
  const { dir, faces, port, lan, lanRoot } = await lanFaces(t);
  faces.showLan(lan);
  const open = connect({ host: '127.0.0.1', port, servername: name, ca: lanRoot });
  await new Promise((resolve) => open.once('secureConnect', resolve));
  faces.showLan(settleLanServer(dir, { ...lanWish, addresses: ['10.9.8.7'] }).server);
  const after = await askSecurely({ port, servername: name, ca: lanRoot });
  t.match(after.shown, /10\.9\.8\.7/);
  const answer = new Promise<string>((resolve) => open.once('data', (bytes) => resolve(String(bytes))));
  open.write(`GET /healthz HTTP/1.1\r\nHost: ${name}\r\n\r\n`);
  t.match(await answer, /^HTTP\/1\.1 200/);
  open.destroy();
});

t.test('[T43] bytes that come in pieces, and much at once, arrive whole', async (t) => {
  const { faces, port, lan, lanRoot } = await lanFaces(t);
  faces.showLan(lan);
  const hello = await recordHello(port);
  for (const size of [1, 7, 200]) {
    const socket = connectPlain(port, '127.0.0.1');
    for (let at = 0; at < hello.length; at += size) {
      socket.write(hello.subarray(at, at + size));
      if (at < 20) await sleep(5);
    }
    const [first] = await new Promise<Buffer>((resolve) => socket.once('data', resolve));
    t.equal(first, 0x16, `in pieces of ${size}: the handshake is answered`);
    socket.destroy();
  }
  const many = Array.from({ length: 40 }, () => askSecurely({ port, servername: name, ca: lanRoot }));
  t.ok((await Promise.all(many)).every(({ status }) => status === 200));
});

/** The first flight of a client. */
async function recordHello(port: number): Promise<Buffer> {
  return new Promise((resolve) => {
    const server = createServer((socket) => {
      socket.once('data', (bytes) => {
        socket.destroy();
        server.close(() => resolve(bytes));
      });
    });
    server.listen(0, '127.0.0.1', () => {
      const { port: here } = server.address() as { port: number };
      t.not(here, port);
      connect({ host: '127.0.0.1', port: here, servername: name, rejectUnauthorized: false }).on('error', () => {});
    });
  });
}

t.test('[T45] plain HTTP is sent to HTTPS, never to another machine, with no body and no cookie', async (t) => {
  const { faces, port, lan } = await lanFaces(t);
  faces.showLan(lan);
  const where = async (host: string, path = '/patients/7KD-0A3F2-Q?tab=visits') => {
    const { status, headers, body } = await askPlainly({ port, path, headers: { host } });
    t.equal(status, 308);
    t.equal(body, '');
    t.same(Object.keys(headers).sort(), ['cache-control', 'connection', 'content-length', 'location']);
    return headers['location'];
  };
  const path = '/patients/7KD-0A3F2-Q?tab=visits';
  t.equal(await where('carnet-7kd.local'), `https://carnet-7kd.local:${port}${path}`);
  t.equal(await where(`CARNET-7KD.local:${port}`), `https://carnet-7kd.local:${port}${path}`);
  t.equal(await where('192.168.1.10:80'), `https://192.168.1.10:${port}${path}`);
  t.equal(await where(`localhost:${port}`), `https://localhost:${port}${path}`);
  for (const strange of [
    'evil.example',
    'carnet-7kd.local.evil.example',
    'evil.example:443',
    '8.8.8.8',
    'x@evil.example',
  ]) {
    t.equal(await where(strange), `https://carnet-7kd.local:${port}${path}`, strange);
  }
  t.equal(await where('evil.example', '//evil.example/x'), `https://carnet-7kd.local:${port}//evil.example/x`);
});

t.test('[T45] what holds a proof or something to be stored is refused, not helped', async (t) => {
  const { faces, port, lan } = await lanFaces(t);
  faces.showLan(lan);
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
    const { status, headers, body } = await askPlainly({ port, method, headers: { host: name } });
    t.match({ status, location: headers['location'], body }, { status: 400, location: undefined, body: '' }, method);
  }
  for (const proof of [{ authorization: 'Bearer x' }, { cookie: '__Host-carnet_session_7KD=x' }]) {
    t.equal((await askPlainly({ port, headers: { host: name, ...proof } })).status, 400);
  }
});

t.test('[T45] garbage, silence and huge headers get nothing, and hold nothing up', async (t) => {
  const { faces, port, lan, lanRoot } = await lanFaces(t);
  faces.showLan(lan);
  const send = (bytes: string | Buffer) =>
    new Promise<string>((resolve) => {
      const socket = connectPlain(port, '127.0.0.1', () => socket.write(bytes));
      let said = '';
      socket.on('data', (part) => {
        said += part.toString('latin1');
      });
      socket.on('close', () => resolve(said));
      socket.on('error', () => {});
    });
  t.notMatch(await send('\0\0\0\0 garbage\r\n\r\n'), /200|<|location/i);
  t.notMatch(await send(`GET / HTTP/1.1\r\nHost: ${'x'.repeat(20_000)}\r\n\r\n`), /308/);
  t.notMatch(await send('GET /\x80\xff HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'), /308/);
  t.notMatch(await send('CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n'), /HTTP\/1.1 [23]/);
  const silent = Array.from({ length: 50 }, () => connectPlain(port, '127.0.0.1').on('error', () => {}));
  t.equal((await askSecurely({ port, servername: name, ca: lanRoot })).status, 200);
  const ended = Promise.all(silent.map((socket) => new Promise((end) => socket.once('close', end))));
  await faces.close();
  await ended;
});

t.test('[T46] browsers stay with HTTPS on the LAN’s names, and are told nothing of localhost', async (t) => {
  const { faces, port, lan } = await lanFaces(t);
  faces.showLan(lan);
  const header = async (host: string, servername: string) =>
    (await askSecurely({ port, servername, headers: { host } })).headers['strict-transport-security'];
  t.equal(await header(`${name}:${port}`, name), 'max-age=15724800');
  t.equal(await header(`localhost:${port}`, 'localhost'), undefined);
  t.equal(await header('www.example.org', name), undefined);
});
