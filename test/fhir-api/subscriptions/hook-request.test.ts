import type { LookupAddress } from 'node:dns';
import t from 'tap';
import { EndpointPolicy } from '../../../fhir-api/subscriptions/endpoint-address.js';
import { HookSender, type HookSenderOptions } from '../../../fhir-api/subscriptions/hook-request.js';
import { freePort } from '../../support/free-port.js';
import { testCertificate } from '../../support/test-certificate.js';
import { startWebhookServer } from '../../support/webhook-server.js';

const { authority, key, cert } = await testCertificate();
const here = new EndpointPolicy('127.0.0.0/8', () => []);
const allows = (address: string, isSecure: boolean) => here.allows(address, isSecure);
const message = { headers: [['X-Key', 'secret']], notification: 's.1', isGreeting: false } as const;
const content = { key: 'Patient/1', text: '{"name":"Éyébé"}' };

async function tried(url: string, more: Partial<HookSenderOptions> = {}, isGreeting = false): Promise<string> {
  const sender = new HookSender({ allows, millisecondsMax: 1_000, ...more });
  const outcome = await sender.send({ ...message, isGreeting, endpoint: new URL(url) }, new AbortController().signal);
  return outcome.taken ? 'taken' : outcome.reason;
}

t.test('[J27] one attempt is over in time, follows nothing, and of an answer reads the status alone', async (t) => {
  const server = await startWebhookServer(t);
  const own = `http://127.0.0.1:${server.port}/`;
  const expected = [
    ...([
      [200, 'taken'],
      [201, 'taken'],
      [302, 'redirected'],
      [400, 'refused'],
      [401, 'credentials'],
    ] as const),
    ...([
      [404, 'refused'],
      [410, 'gone'],
      [429, 'busy'],
      [500, 'busy'],
      ['silent', 'time-out'],
    ] as const),
    ...([['endless', 'taken']] as const),
  ];
  for (const [answer, said] of expected) {
    server.answer = answer;
    t.equal(await tried(own), said, String(answer));
  }
  server.answer = 405;
  t.equal(await tried(own, {}, true), 'taken', 'somebody is there to be greeted');
  server.answer = 403;
  t.equal(await tried(own, {}, true), 'credentials');
  t.equal(await tried(`http://127.0.0.1:${await freePort()}/`), 'unreachable');
  t.equal(await tried('https://hook.invalid/'), 'name-unknown');
  server.answer = 'silent';
  const ended = new AbortController();
  const sending = new HookSender({ allows }).send({ ...message, endpoint: new URL(own) }, ended.signal);
  setTimeout(() => ended.abort(), 100);
  t.equal((await sending).taken, false);
});

t.test(
  '[F114][F115] over HTTPS only to who shows a trusted certificate; content goes below the endpoint',
  async (t) => {
    const server = await startWebhookServer(t, { key, cert });
    const url = `https://localhost:${server.port}/base/?tenant=1`;
    t.equal(await tried(url), 'untrusted');
    t.equal(await tried(`https://127.0.0.1:${server.port}/`, { authorities: [authority] }), 'taken');
    t.equal(server.posts.length, 1, 'nothing was said to who is not trusted');
    const sender = new HookSender({ allows, authorities: [authority] });
    const outcome = await sender.send({ ...message, content, endpoint: new URL(url) }, new AbortController().signal);
    t.strictSame(outcome, { taken: true });
    t.match(server.posts[1], {
      ...{ method: 'PUT', url: '/base/Patient/1?tenant=1', body: content.text },
      headers: { 'x-key': 'secret', 'carnet-notification': 's.1', 'content-type': 'application/fhir+json' },
    });
    const plain = await startWebhookServer(t);
    t.equal(await tried(`https://127.0.0.1:${plain.port}/`), 'untrusted', 'it speaks no TLS');
  },
);

t.test('[F115] a name is judged by every address that it has, where it is connected to', async (t) => {
  const server = await startWebhookServer(t);
  const policy = new EndpointPolicy('', () => []);
  const strict = (address: string, isSecure: boolean) => policy.allows(address, isSecure);
  const named = (...addresses: string[]) => ({
    allows: strict,
    resolve: (_: string, done: (error: null, found: LookupAddress[]) => void) =>
      done(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      ),
  });
  const url = `http://lab.example:${server.port}/`;
  for (const addresses of [['127.0.0.1'], ['10.0.0.1', '127.0.0.1'], ['::ffff:127.0.0.1'], ['::1'], ['8.8.8.8']]) {
    t.equal(await tried(url, named(...addresses)), 'address-refused', addresses.join());
  }
  t.equal(await tried(`http://127.0.0.1:${server.port}/`, { allows: strict }), 'address-refused');
  t.equal(await tried(`http://localhost:${server.port}/`, { allows: strict }), 'address-refused');
  t.equal(await tried(`http://0x7f.1:${server.port}/`, { allows: strict }), 'address-refused');
  t.equal(await tried(url, named()), 'name-unknown');
  t.strictSame(server.posts, []);
});
