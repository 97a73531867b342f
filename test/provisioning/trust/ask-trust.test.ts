import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';
import t from 'tap';
import { type AuthorityPair, createRoot } from '../../../provisioning/certificates/issuing-authority.js';
import { certificatesIn } from '../../../provisioning/certificates/pem.js';
import { askTrust } from '../../../provisioning/trust/ask-trust.js';
import { writeBundle } from '../../../provisioning/trust/bundle.js';
import { trustAfterPath } from '../../../provisioning/trust/message.js';
import { trustApi } from '../../../provisioning/trust/trust-routes.js';
import { stockKeyPairs } from '../../support/stock-key-pairs.js';
import { testCertificate } from '../../support/test-certificate.js';

const now = Date.now();
const roots: AuthorityPair[] = [];
for (let index = 0; index < 13; index += 1) roots.push(await createRoot('Nord', now, stockKeyPairs));
const [first] = roots;
if (first === undefined) throw new Error('root');

/** Twelve roots, each of which has signed for the next: what a site missed that was dark for very long. */
const bundles = roots.slice(1).map((root, index) => {
  const before = roots[index] ?? root;
  const both = [before, root].flatMap(({ certificatePem }) => certificatesIn(certificatePem));
  return writeBundle({ version: index + 2, roots: both, distrusted: [] }, before);
});

async function serve(
  t: { teardown(stop: () => unknown): unknown },
  bundlesAfter: (version: number) => readonly string[],
) {
  const { key, cert } = await testCertificate();
  const app = Fastify({ https: { key, cert } });
  t.teardown(() => app.close());
  await app.register(trustApi, { bundlesAfter, now: () => now });
  await app.listen({ host: '127.0.0.1', port: 0 });
  return { app, url: `https://127.0.0.1:${(app.server.address() as AddressInfo).port}` };
}

t.test('[E40] a site follows all that it missed, from whoever answers, some at a time', async (t) => {
  const asked: number[] = [];
  const { url } = await serve(t, (version) => {
    asked.push(version);
    return bundles.slice(version - 1, version + 4);
  });
  t.equal(await askTrust(url, first.certificatePem), bundles.at(-1));
  t.strictSame(asked, [1, 6, 11, 13]);
  t.equal(await askTrust(url, bundles.at(-1) ?? ''), bundles.at(-1), 'nothing followed');
});

t.test(
  '[E40][E35] what does not prove itself leaves the held one: by a stranger, an earlier one, garbage',
  async (t) => {
    const stranger = await createRoot('Nord', now, stockKeyPairs);
    const theirs = certificatesIn(stranger.certificatePem);
    const byStranger = writeBundle({ version: 9, roots: theirs, distrusted: [] }, stranger);
    for (const [answer, code] of [
      [[byStranger], 'trust-unproven'],
      [['x'], 'trust-unproven'],
      [[bundles[1]], 'trust-unproven'],
    ] as const) {
      const { url } = await serve(t, () => answer.map(String));
      await t.rejects(askTrust(url, first.certificatePem), { code });
    }
    const { url } = await serve(t, () => bundles.slice(0, 1));
    await t.rejects(askTrust(url, bundles[1] ?? ''), { code: 'trust-older' });
    const { app } = await serve(t, () => []);
    for (const payload of [{}, { version: 'x' }, { version: -1 }, [], { version: 1.5 }]) {
      t.equal((await app.inject({ method: 'POST', url: trustAfterPath, payload })).statusCode, 400);
    }
  },
);

t.test('[E40] a server that is no hub, or never ends, is left in bounded time', async (t) => {
  const { key, cert } = await testCertificate();
  for (const body of [
    '<html>',
    '{"bundles":1}',
    JSON.stringify({ bundles: Array(17).fill('') }),
    'x'.repeat(100_000),
  ]) {
    const server = createServer({ key, cert }, (_request, answer) => answer.end(body));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    t.teardown(() => server.close());
    const { port } = server.address() as AddressInfo;
    await t.rejects(askTrust(`https://127.0.0.1:${port}`, first.certificatePem), { code: 'hub-unproven' });
  }
});
