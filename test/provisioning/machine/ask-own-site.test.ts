import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import t from 'tap';
import { parseSiteCode } from '../../../protocol/ids.js';
import { certifyOneself } from '../../../provisioning/certificates/own-certificate.js';
import { askOwnSite, lanHostOf } from '../../../provisioning/machine/ask-own-site.js';
import { stockKeyPairs } from '../../support/stock-key-pairs.js';

t.test('a listener on all addresses is reached at one of this machine', async (t) => {
  t.equal(lanHostOf('192.0.2.7'), '192.0.2.7');
  for (const all of ['0.0.0.0', '::']) t.match(lanHostOf(all), /^\d+\.\d+\.\d+\.\d+$/);
});

t.test('only this box, in time and whole, is an answer', async (t) => {
  const pair = await stockKeyPairs(2048);
  const certificatePem = certifyOneself(pair, parseSiteCode('7KD'), [], Date.now());
  const server = createServer({ key: pair.privateKeyPem, cert: certificatePem }, (request, response) => {
    const { url, headers } = request;
    if (url === '/silent') return;
    if (url === '/cut') {
      response.writeHead(200, { 'content-length': 10 });
      response.write('half');
      setImmediate(() => request.socket.destroy());
      return;
    }
    response.writeHead(url === '/away' ? 503 : 200).end(headers.authorization ?? 'nobody');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const listener = { host: '127.0.0.1', port: (server.address() as AddressInfo).port, isOurs: () => true };
  const within = { withinMilliseconds: 20_000 };
  t.strictSame(await askOwnSite(listener, { path: '/', bearer: 'k', ...within }), { status: 200, body: 'Bearer k' });
  t.strictSame(await askOwnSite(listener, { path: '/away', ...within }), { status: 503, body: 'nobody' });
  t.equal(await askOwnSite({ ...listener, isOurs: () => false }, { path: '/', ...within }), undefined);
  t.equal(await askOwnSite(listener, { path: '/silent', withinMilliseconds: 200 }), undefined);
  t.equal(await askOwnSite(listener, { path: '/cut', ...within }), undefined);
  t.equal(await askOwnSite({ ...listener, port: 1 }, { path: '/', ...within }), undefined);
});
