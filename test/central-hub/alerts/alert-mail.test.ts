import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { startMailServer } from '../../support/mail-server.js';
import { startNetwork, testLinks } from '../../support/programs-network.js';
import { ask, tokenOf } from '../../support/programs-people.js';
import { eventually } from '../../support/programs-records.js';
import { callCarnet } from '../../support/run-carnet.js';
import { temporaryFolder } from '../../support/temporary-folder.js';
import { testCertificate } from '../../support/test-certificate.js';
import { startWebhookServer } from '../../support/webhook-server.js';

const certificate = await testCertificate();
const secret = 'a secret of some length';

function secretsIn(folder: string) {
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
    return join(folder, name);
  };
  return {
    alertMailPasswordFile: file('password', 'sésame'),
    alertWebhookSecretFile: file('secret', secret),
    alertAuthorityFile: file('ca.pem', certificate.authority),
  };
}

t.test('[L43] a site is cut off: one alert, one mail, one post; the site is back: their end', async (t) => {
  const { key, cert } = certificate;
  const mails = await startMailServer(t, { key, cert });
  const hook = await startWebhookServer(t, certificate);
  const { hub, hubDir, sites } = await startNetwork(t, ['Garoua'], testLinks, {
    ...{ alertDelaySeconds: 1, alertGraceSeconds: 0, ...secretsIn(temporaryFolder(t)) },
    ...{
      alertMailHost: 'localhost',
      alertMailPort: mails.port,
      alertMailUser: 'carnet',
      alertMailFrom: 'hub@sante.cm',
    },
    ...{ alertMailTo: 'ops@sante.cm', alertWebhookUrl: `https://localhost:${hook.port}/` },
  });
  const [site] = sites;
  if (site === undefined) throw new Error('site');
  await eventually('connected', () => site.edge.engine.links.active);

  const tested = await callCarnet(['hub', 'alerts', 'test', '--dir', hubDir, '--lang', 'en']);
  t.match(tested, { exit: 0, out: 'mail: sent\nwebhook: sent\n' });
  t.match(mails.mails, [{ user: 'carnet', secure: true, headers: { subject: '[Carnet] Essai des alertes' } }]);
  t.match(JSON.parse(hook.posts[0]?.body ?? '{}'), { test: true });

  for (const relay of site.relays.values()) relay.setCut('refuse');
  const opened = await eventually('the mail', () => mails.mails[1], 40_000);
  t.match(opened, {
    headers: { subject: `[Carnet] CRITIQUE · Site injoignable · Garoua (${site.code})` },
    text: /Ce qui est en sécurité : Ce qui est saisi sur place/,
  });
  const post = await eventually('the post', () => hook.posts[1]);
  const [, seconds, code] = /^t=(\d+),v1=(.*)$/.exec(String(post.headers['carnet-signature'])) ?? [];
  t.equal(code, createHmac('sha256', secret).update(`${seconds}.${post.body}`).digest('hex'));
  const alert = { kind: 'site-unreachable', sites: [{ code: site.code, name: 'Garoua' }], endedAt: null };
  t.match(JSON.parse(post.body), { id: post.headers['carnet-delivery'], news: 'opened', alert });

  for (const relay of site.relays.values()) relay.setCut(undefined);
  const ended = await eventually('the post of the end', () => hook.posts[2], 60_000);
  t.match(JSON.parse(ended.body), { news: 'ended', alert: { ...alert, endedAt: Number } });
  t.match(await eventually('the mail of the end', () => mails.mails[2], 60_000), {
    headers: { subject: `[Carnet] Terminé : Site injoignable · Garoua (${site.code})` },
  });
  t.equal(hook.posts.length, 3);
  t.equal(mails.mails.length, 3);
  const { body } = await ask(hub.httpPort, '/metrics');
  t.match(body, /carnet_alert_deliveries_total\{channel="mail",outcome="sent"\} 2/);
  t.match(body, /carnet_alert_deliveries_total\{channel="webhook",outcome="sent"\} 2/);
});

t.test('[L43][L42] what was not sent when the hub stopped is sent by the next run, once', async (t) => {
  const hook = await startWebhookServer(t);
  hook.answer = 503;
  const network = await startNetwork(t, ['Garoua'], testLinks, {
    ...{ alertDelaySeconds: 1, alertGraceSeconds: 0, ...secretsIn(temporaryFolder(t)) },
    ...{ alertLanguage: 'en', alertWebhookUrl: `http://127.0.0.1:${hook.port}/` },
  });
  const [site] = network.sites;
  if (site === undefined) throw new Error('site');
  await eventually('connected', () => site.edge.engine.links.active);
  for (const relay of site.relays.values()) relay.setCut('refuse');
  const refused = await eventually('a post that is refused', () => hook.posts[0], 40_000);
  hook.answer = 204;
  await network.restartHub();
  const again = await eventually('the same post', () => hook.posts.find((post) => post !== refused), 40_000);
  t.equal(again.headers['carnet-delivery'], refused.headers['carnet-delivery']);
  t.match(JSON.parse(again.body), { news: 'opened', subject: /CRITICAL · Site out of reach/ });
  const token = await tokenOf(network.hubDir, 'ops');
  const { body } = await ask(network.hub.httpPort, '/api/alerts', { token });
  t.equal((body as { alerts: unknown[] }).alerts.length, 1, 'and the restart made no alert of its own');
});

t.test('what is wrong with the settings is said by `hub alerts test`, and the hub runs all the same', async (t) => {
  const { hubDir } = await startNetwork(t, [], testLinks, {
    ...{ alertMailHost: 'mail.sante.cm', alertMailFrom: 'hub@sante.cm' },
    ...{ alertWebhookUrl: 'https://hook.invalid/', ...secretsIn(temporaryFolder(t)) },
  });
  const run = (...more: string[]) => callCarnet(['hub', 'alerts', 'test', '--dir', hubDir, ...more]);
  t.match(await run('--lang', 'fr'), {
    exit: 1,
    out: 'courriel : alertMailTo est nécessaire aussi\nwebhook : non envoyé · nom inconnu : vérifiez l’hôte\n',
  });
  const { out, exit } = await run('--json');
  t.equal(exit, 1);
  t.same(JSON.parse(out), {
    channels: [
      { channel: 'mail', outcome: 'wrong-settings', setting: 'alertMailTo', fault: 'missing' },
      { channel: 'webhook', outcome: 'failed', reason: 'name-unknown' },
    ],
  });
});

t.test('`hub alerts test` needs the running hub, and says so', async (t) => {
  const { hub, hubDir } = await startNetwork(t, []);
  t.match(await callCarnet(['hub', 'alerts', 'test', '--dir', hubDir]), {
    exit: 1,
    out: 'mail: not set\nwebhook: not set\n',
  });
  await hub.stop();
  t.match(await callCarnet(['hub', 'alerts', 'test', '--dir', hubDir]), { exit: 2, error: /the hub does not run/ });
  const help = await callCarnet(['hub', 'alerts', 'test', '--help']);
  t.match(help, { exit: 0, out: /Examples:\n +carnet hub alerts test --dir var\/hub/ });
});
