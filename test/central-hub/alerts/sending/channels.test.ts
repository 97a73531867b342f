import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import t from 'tap';
import { MailChannel, type MailOptions } from '../../../../central-hub/alerts/sending/mail-channel.js';
import { signatureOf, WebhookChannel } from '../../../../central-hub/alerts/sending/webhook-channel.js';
import { failureOf } from '../../../../protocol/send-failure.js';
import { startMailServer } from '../../../support/mail-server.js';
import { testCertificate } from '../../../support/test-certificate.js';
import { startWebhookServer } from '../../../support/webhook-server.js';

const { authority, key, cert } = await testCertificate();
const secret = 'a secret of some length';
const message = {
  kind: 'alert' as const,
  id: '0190-abc',
  subject: '[Carnet] Essai · Hôpital',
  text: 'Où : Garoua\nÀ faire : rien\n',
  data: { n: 1 },
};
const mail = (port: number, more: Partial<MailOptions> = {}) =>
  new MailChannel({
    ...{ host: '127.0.0.1', port, security: 'none', from: 'Carnet <hub@sante.cm>', to: ['ops@sante.cm', 'b@sante.cm'] },
    ...{ language: 'fr', millisecondsMax: 3_000 },
    ...more,
  });
const credentials = { user: 'carnet', pass: 'sésame' };

/** A port at which nobody listens. */
async function deadPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

t.test('[L43] a mail arrives whole, with an id that stays the same, over a protected connection', async (t) => {
  const server = await startMailServer(t, { key, cert });
  const channel = mail(server.port, { security: 'starttls', credentials, authorities: [authority] });
  t.same(await channel.send(message), { sent: true });
  t.same(await channel.send(message), { sent: true });
  t.match(server.mails, [
    {
      ...{ from: 'hub@sante.cm', to: ['ops@sante.cm', 'b@sante.cm'], user: 'carnet', secure: true },
      headers: {
        ...{ subject: message.subject, 'message-id': '<0190-abc@sante.cm>', 'carnet-delivery': '0190-abc' },
        ...{ 'auto-submitted': 'auto-generated', 'content-language': 'fr' },
      },
      text: /Où : Garoua\nÀ faire : rien/,
    },
    { headers: { 'message-id': '<0190-abc@sante.cm>' } },
  ]);
  const overTls = await startMailServer(t, { key, cert, secure: true });
  const secure = mail(overTls.port, { security: 'tls', authorities: [authority] });
  t.same(await secure.send(message), { sent: true });
  t.equal(overTls.mails[0]?.secure, true);
});

t.test('why a mail was not sent is said by a code', async (t) => {
  const open = await startMailServer(t);
  const tls = await startMailServer(t, { key, cert });
  const silent = createServer(() => {}).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  t.teardown(() => new Promise((resolve) => silent.close(resolve)));
  const { port: silentPort } = silent.address() as AddressInfo;
  const tried = async (channel: MailChannel) => {
    const outcome = await channel.send(message);
    return outcome.sent ? 'sent' : outcome.reason;
  };
  const starttls = { security: 'starttls', authorities: [authority] } as const;
  t.equal(await tried(mail(open.port, starttls)), 'untrusted', 'never in the open where it was to be protected');
  t.equal(await tried(mail(tls.port, { security: 'starttls' })), 'untrusted', 'an authority that nobody trusts');
  const wrong = { ...starttls, credentials: { user: 'carnet', pass: 'x' } };
  t.equal(await tried(mail(tls.port, wrong)), 'credentials');
  open.refuse = 451;
  t.equal(await tried(mail(open.port)), 'busy');
  open.refuse = 550;
  t.equal(await tried(mail(open.port)), 'refused');
  t.equal(await tried(mail(await deadPort())), 'unreachable');
  t.equal(await tried(mail(25, { host: 'mail.invalid' })), 'name-unknown');
  t.equal(await tried(mail(silentPort, { millisecondsMax: 300 })), 'time-out');
  t.equal(open.mails.length + tls.mails.length, 0);
});

t.test('[L43] a post is signed over its time and its body, and carries an id that stays the same', async (t) => {
  const server = await startWebhookServer(t, { key, cert });
  const now = Date.UTC(2026, 10, 21);
  const url = new URL(`https://localhost:${server.port}/alerts?x=1`);
  const channel = new WebhookChannel({ url, secret, authorities: [authority], now: () => now });
  t.same(await channel.send(message), { sent: true });
  t.same(await channel.send(message), { sent: true });
  const [post, again] = server.posts;
  t.match(post?.headers, { 'content-type': 'application/json', 'carnet-delivery': '0190-abc', 'user-agent': 'Carnet' });
  t.same(JSON.parse(post?.body ?? ''), { id: message.id, subject: message.subject, text: message.text, n: 1 });
  t.equal(again?.headers['carnet-delivery'], '0190-abc');
  const [, seconds, code] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(post?.headers['carnet-signature'])) ?? [];
  t.equal(Number(seconds), now / 1_000);
  t.equal(code, createHmac('sha256', secret).update(`${seconds}.${post?.body}`).digest('hex'));
  t.not(signatureOf(secret, 'a', now), signatureOf(secret, 'b', now));
  t.not(signatureOf(secret, 'a', now), signatureOf('another', 'a', now));
});

t.test('why a post was not taken is said by a code', async (t) => {
  const server = await startWebhookServer(t);
  const tls = await startWebhookServer(t, { key, cert });
  const tried = async (address: string) => {
    const url = new URL(address);
    const outcome = await new WebhookChannel({ url, secret, now: Date.now, millisecondsMax: 1_000 }).send(message);
    return outcome.sent ? 'sent' : outcome.reason;
  };
  const own = `http://127.0.0.1:${server.port}/`;
  const expected = [
    ...[
      [200, 'sent'],
      [201, 'sent'],
      [302, 'redirected'],
      [400, 'refused'],
      [401, 'credentials'],
      [403, 'credentials'],
    ],
    ...[
      [404, 'refused'],
      [410, 'refused'],
      [429, 'busy'],
      [500, 'busy'],
      [503, 'busy'],
    ],
    ...[
      ['silent', 'time-out'],
      ['endless', 'time-out'],
    ],
  ] as const;
  for (const [answer, said] of expected) {
    server.answer = answer;
    t.equal(await tried(own), said, String(answer));
  }
  t.equal(await tried(`https://localhost:${tls.port}/`), 'untrusted');
  t.equal(await tried(`https://127.0.0.1:${server.port}/`), 'untrusted', 'it speaks no TLS');
  t.equal(await tried(`http://127.0.0.1:${await deadPort()}/`), 'unreachable');
  t.equal(await tried('https://hook.invalid/'), 'name-unknown');
  t.equal(tls.posts.length, 0);
  t.equal(failureOf('odd'), 'internal');
  t.equal(failureOf(new Error('odd')), 'internal');
});
