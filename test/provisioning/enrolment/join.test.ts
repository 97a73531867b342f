import { randomBytes, X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join as joinPath } from 'node:path';
import t from 'tap';
import type { FleetStore } from '../../../journal/fleet-store.js';
import { hubCode, parseLinkName, type SiteCode } from '../../../protocol/ids.js';
import { createAuthority, issueCertificate } from '../../../provisioning/certificates/authority.js';
import { certificateFingerprintOf, keyFingerprintOf } from '../../../provisioning/certificates/fingerprint.js';
import { writeRequest } from '../../../provisioning/certificates/request.js';
import { ClockFile } from '../../../provisioning/clock/clock-file.js';
import { unlockDataKey } from '../../../provisioning/custody/key-slots.js';
import { askHub } from '../../../provisioning/enrolment/hub-client.js';
import { deriveInviteSecret } from '../../../provisioning/enrolment/invite-secret.js';
import { join } from '../../../provisioning/enrolment/join.js';
import type { JoinOptions } from '../../../provisioning/enrolment/join-options.js';
import { finishPath } from '../../../provisioning/enrolment/message.js';
import { formatOneTimeCode, newOneTimeCode, parseOneTimeCode } from '../../../provisioning/enrolment/one-time-code.js';
import { type Greeting, siteProof } from '../../../provisioning/enrolment/transcript.js';
import { nodePaths, readIdentity, readNode, type SiteNode } from '../../../provisioning/node-folder.js';
import { anyMoment } from '../../support/any-moment.js';
import { type EnrolmentHub, startEnrolmentHub } from '../../support/enrolment-hub.js';
import { nodeJournal } from '../../support/node-journal.js';
import { callCarnet } from '../../support/run-carnet.js';
import { stockKeyPairs } from '../../support/stock-key-pairs.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

const hourMilliseconds = 60 * 60 * 1000;

async function invite(
  fleet: FleetStore,
  expiresMilliseconds = Date.now() + hourMilliseconds,
): Promise<{ site: SiteCode; code: string }> {
  const site = await fleet.addSite({
    name: `Hôpital ${randomBytes(4).toString('hex')}`,
    region: 'Nord',
    links: [
      { name: parseLinkName('fibre'), kind: 'fibre', metered: false },
      { name: parseLinkName('satellite'), kind: 'geo', metered: true, budgetBytes: 5_000_000_000 },
    ],
    createdMilliseconds: Date.now(),
  });
  const code = newOneTimeCode(site.code, 1, randomBytes);
  const secret = await deriveInviteSecret(code);
  await fleet.addInvite({ ...secret, site: site.code, expiresMilliseconds });
  return { site: site.code, code: formatOneTimeCode(code) };
}

function asking(dir: string, code: string, hub: Pick<EnrolmentHub, 'url'>): JoinOptions {
  return {
    dir,
    code,
    hubUrl: hub.url,
    https: { host: '0.0.0.0', port: 8450 },
    extraHosts: ['hopital.lan'],
    linkAddresses: new Map([['satellite', { host: '127.0.0.1', port: 9999 }]]),
  };
}

t.test('[E2] [E4] a box becomes a site: the hub’s certificate for a key made here, whole and 0600', async (t) => {
  const fleet = nodeJournal(t).fleet;
  const hub = await startEnrolmentHub({ fleet });
  t.teardown(() => hub.close());
  const { site, code } = await invite(fleet);
  const dir = joinPath(temporaryFolder(t), 'site');
  const node = await join(asking(dir, code.toLowerCase(), hub));
  t.equal(node.code, site);
  t.strictSame(readNode(dir), node);
  t.match(node, { kind: 'site', region: 'Nord', epoch: 1, hub: { name: 'Test', url: hub.url } });
  t.strictSame(
    node.links.map((link) => [link.name, link.kind, link.metered, link.hub]),
    [
      ['fibre', 'fibre', false, { host: '127.0.0.1', port: 8441 }],
      ['satellite', 'geo', true, { host: '127.0.0.1', port: 9999 }],
    ],
  );
  t.equal(node.links[1]?.probe, undefined, '[L16] its probes go to the port that the hub names');
  const identity = readIdentity(dir);
  const certificate = new X509Certificate(identity.certificatePem);
  t.equal(certificate.subject, `CN=${site}`);
  t.ok(certificate.checkHost('hopital.lan'));
  t.equal(await fleet.siteOfCertificate(certificateFingerprintOf(identity.certificatePem)), site, '[E5] on the list');
  t.equal(identity.authorityPem, hub.authority.certificatePem);
  t.strictSame(readdirSync(dir).sort(), ['clock.json', 'identity', 'key-slots.json', 'node.json', 'slot.token']);
  for (const file of ['identity/key.pem', 'node.json']) t.equal(statSync(joinPath(dir, file)).mode & 0o777, 0o600);
  t.match(await unlockDataKey(dir), /^[0-9a-f]{64}$/);
  await t.rejects(
    join(asking(dir, (await invite(fleet)).code, hub)),
    { code: 'already-joined' },
    'nor is it overwritten',
  );
});

t.test('[E6] a typing error sends nothing; a wrong, used or expired code leaves nothing behind', async (t) => {
  const fleet = nodeJournal(t).fleet;
  const hub = await startEnrolmentHub({ fleet });
  t.teardown(() => hub.close());
  const parent = temporaryFolder(t);
  const dir = joinPath(parent, 'site');
  const { code, site } = await invite(fleet);
  const last = code.endsWith('Z') ? 'Y' : 'Z';
  await t.rejects(join({ ...asking(dir, code.slice(0, -1) + last, hub), hubUrl: 'https://127.0.0.1:1' }), {
    code: 'invite-malformed',
  });
  const unknown = formatOneTimeCode(newOneTimeCode(site, 1, randomBytes));
  await t.rejects(join(asking(dir, unknown, hub)), { code: 'invite-unknown' });
  const old = await invite(fleet, Date.now() - 1);
  await t.rejects(join(asking(dir, old.code, hub)), { code: 'invite-expired' });
  await join(asking(joinPath(parent, 'first'), code, hub));
  await t.rejects(join(asking(dir, code, hub)), { code: 'invite-used' });
  await t.rejects(join({ ...asking(dir, code, hub), hubUrl: 'http://127.0.0.1' }), { code: 'usage-wrong' });
  await t.rejects(join({ ...asking(dir, code, hub), extraHosts: ['hub.carnet.internal'] }), { code: 'usage-wrong' });
  await t.rejects(join({ ...asking(dir, code, hub), hubUrl: 'https://127.0.0.1:1' }), { code: 'hub-unreachable' });
  t.strictSame(readdirSync(parent), ['first']);
  mkdirSync(dir);
  await t.rejects(join(asking(dir, code, hub)), { code: 'invite-used' });
  t.strictSame(readdirSync(dir), [], 'a folder that was there stays as it was');
});

t.test('[E3] a lost reply burns nothing: the same box asks again and gets the same certificate', async (t) => {
  const fleet = nodeJournal(t).fleet;
  const hub = await startEnrolmentHub({ fleet });
  t.teardown(() => hub.close());
  const { code, site } = await invite(fleet);
  const dir = joinPath(temporaryFolder(t), 'site');
  hub.loseReplies(finishPath, 1);
  await t.rejects(join(asking(dir, code, hub)), { code: 'enrolment-cut' });
  t.strictSame(readdirSync(dir), ['join-pending.json'], 'only the key that may ask again');
  t.equal(statSync(joinPath(dir, 'join-pending.json')).mode & 0o777, 0o600);
  const invited = await fleet.findInvite((await deriveInviteSecret(parseOneTimeCode(code))).inviteId);
  t.ok(invited?.spentBy, 'the hub had already spent it');
  await t.rejects(
    join(asking(joinPath(temporaryFolder(t), 'other'), code, hub)),
    { code: 'invite-used' },
    'another box',
  );
  t.equal((await join(asking(dir, code, hub))).code, site);
  const key = new X509Certificate(readIdentity(dir).certificatePem).publicKey;
  t.equal(keyFingerprintOf(key), invited?.spentBy);
  t.notOk(existsSync(joinPath(dir, 'join-pending.json')));
});

t.test('[E2] a server without the code proves nothing, and learns nothing but an id', async (t) => {
  const fleet = nodeJournal(t).fleet;
  const { code, site } = await invite(fleet);
  const heard: string[] = [];
  // It answers as the hub would, with an authority of its own and without the key of the code.
  const pretender = nodeJournal(t).fleet;
  pretender.findInvite = async (inviteId) => {
    heard.push(inviteId);
    return { inviteId, site, proofKey: '00'.repeat(32), expiresMilliseconds: Date.now() + hourMilliseconds };
  };
  const fake = await startEnrolmentHub({ fleet: pretender });
  t.teardown(() => fake.close());
  const dir = joinPath(temporaryFolder(t), 'site');
  await t.rejects(join(asking(dir, code, fake)), { code: 'hub-unproven' });
  t.notOk(existsSync(dir));
  t.equal(heard.length, 1, 'the site went no further than the first step');
});

t.test('[E2] a relay that passes on the hub’s proof but shows another certificate is refused', async (t) => {
  const fleet = nodeJournal(t).fleet;
  const authority = await createAuthority('Test', Date.now(), stockKeyPairs);
  const { code, site } = await invite(fleet);
  const pair = await stockKeyPairs(2048);
  const options = { publicKeyPem: pair.publicKeyPem, extraHosts: [], nowMilliseconds: Date.now() };
  const another = await createAuthority('Test', Date.now(), stockKeyPairs);
  const shownBy: [string, string][] = [
    ['another authority', issueCertificate(another, { ...options, code: hubCode })],
    ['a site of the same hub', issueCertificate(authority, { ...options, code: site })],
  ];
  for (const [name, cert] of shownBy) {
    const relay = await startEnrolmentHub({ fleet, authority, shown: { key: pair.privateKeyPem, cert } });
    const dir = joinPath(temporaryFolder(t), 'site');
    await t.rejects(join(asking(dir, code, relay)), { code: 'hub-unproven' }, name);
    t.notOk(existsSync(dir));
    await relay.close();
  }
  const { inviteId } = await deriveInviteSecret(parseOneTimeCode(code));
  t.equal((await fleet.findInvite(inviteId))?.spentBy, undefined, 'the invite is not spent');
});

t.test('[E2] [E3] overheard messages are no use with another key, another nonce or later', async (t) => {
  const fleet = nodeJournal(t).fleet;
  let now = Date.now();
  const hub = await startEnrolmentHub({ fleet, now: () => now });
  t.teardown(() => hub.close());
  const { code } = await invite(fleet);
  const { inviteId, proofKey } = await deriveInviteSecret(parseOneTimeCode(code));
  const url = new URL(hub.url);
  const siteNonce = randomBytes(32).toString('hex');
  const begun = (await askHub(url, '/api/enrolment/begin', { inviteId, siteNonce })).body as { hubNonce: string };
  const authorityFingerprint = certificateFingerprintOf(hub.authority.certificatePem);
  const greeting: Greeting = { inviteId, siteNonce, hubNonce: begun.hubNonce, authorityFingerprint };
  const site = parseOneTimeCode(code).site;
  const requestPem = writeRequest(await stockKeyPairs(2048), site);
  const said = { ...greeting, requestPem, extraHosts: [] };
  const message = { ...said, siteProof: siteProof(proofKey, said) };
  const finish = (body: object) =>
    askHub(url, finishPath, body, { authorityPem: hub.authority.certificatePem, moment: anyMoment });
  const otherRequest = writeRequest(await stockKeyPairs(2048), site);
  const foreign = { ...said, requestPem: writeRequest(await stockKeyPairs(2048), '7KE') };
  const named = finish({ ...foreign, siteProof: siteProof(proofKey, foreign) });
  await t.rejects(named, { code: 'request-other-name' }, 'a request for another site');
  await t.rejects(finish({ ...message, requestPem: otherRequest }), { code: 'invite-unknown' }, 'another key');
  await t.rejects(finish({ ...message, extraHosts: ['x.lan'] }), { code: 'invite-unknown' }, 'another name');
  await t.rejects(finish({ ...message, siteNonce: '11'.repeat(32) }), { code: 'invite-unknown' }, 'another nonce');
  const ownNonce = { ...said, hubNonce: Buffer.alloc(40, 1).toString('base64url') };
  await t.rejects(
    finish({ ...ownNonce, siteProof: siteProof(proofKey, ownNonce) }),
    { code: 'time-out' },
    'a nonce of the site’s own',
  );
  now += 6 * 60 * 1000;
  await t.rejects(finish(message), { code: 'time-out' }, 'later');
  now -= 6 * 60 * 1000;
  await t.resolves(finish(message));
  await t.resolves(finish(message), 'the same key again gets the same answer');
  await t.rejects(finish({}), { code: 'body-malformed' });
  await t.rejects(askHub(url, finishPath, { filler: 'x'.repeat(100_000) }), { code: 'too-large' });
});

t.test('wrong codes are slowed down', async (t) => {
  const hub = await startEnrolmentHub({ fleet: nodeJournal(t).fleet, now: () => 0 });
  t.teardown(() => hub.close());
  const codes: unknown[] = [];
  for (let attempt = 0; attempt < 8; attempt += 1) {
    const guess = { inviteId: randomBytes(32).toString('hex'), siteNonce: '00'.repeat(32) };
    await askHub(new URL(hub.url), '/api/enrolment/begin', guess).catch((cause) => codes.push(cause.code));
  }
  t.strictSame(codes, [...Array(6).fill('invite-unknown'), 'too-many-attempts', 'too-many-attempts']);
});

t.test('a revoked site gets no certificate again', async (t) => {
  const fleet = nodeJournal(t).fleet;
  const hub = await startEnrolmentHub({ fleet });
  t.teardown(() => hub.close());
  const { code, site } = await invite(fleet);
  const dir = joinPath(temporaryFolder(t), 'site');
  hub.loseReplies(finishPath, 1);
  await t.rejects(join(asking(dir, code, hub)), { code: 'enrolment-cut' });
  await fleet.revokeSite(site, Date.now());
  await t.rejects(join(asking(dir, code, hub)), { name: 'Problem' });
  t.notOk(existsSync(joinPath(dir, 'node.json')));
});

t.test('something else behind the address is not taken for a hub', async (t) => {
  const server = createServer((socket) => socket.end('SSH-2.0-hello\r\n'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  const { port } = server.address() as { port: number };
  const { code } = await invite(nodeJournal(t).fleet);
  const dir = joinPath(temporaryFolder(t), 'site');
  await t.rejects(join(asking(dir, code, { url: `https://127.0.0.1:${port}` })), { code: /hub-un/ });
  t.notOk(existsSync(dir));
});

for (const years of [-9, 10]) {
  const text = `[T22] a box whose clock is ${years} years behind the hub’s joins, and learns the time`;
  t.test(text, async (t) => {
    // The machine's clock is as it is: the hub's is another one, and its certificates with it.
    const hubNow = () => Date.now() + years * 365 * 86_400_000;
    const fleet = nodeJournal(t).fleet;
    const authority = await createAuthority('Test', hubNow(), stockKeyPairs);
    const pair = await stockKeyPairs(2048);
    const request = { code: hubCode, publicKeyPem: pair.publicKeyPem, extraHosts: [], nowMilliseconds: hubNow() };
    const shown = { key: pair.privateKeyPem, cert: issueCertificate(authority, request) };
    const hub = await startEnrolmentHub({ fleet, authority, now: hubNow, shown });
    t.teardown(() => hub.close());
    const { code } = await invite(fleet, hubNow() + hourMilliseconds);
    const dir = joinPath(temporaryFolder(t), 'site');
    await join(asking(dir, code, hub));
    const floor = new ClockFile(nodePaths(dir).clock).read() ?? 0;
    t.ok(Math.abs(floor - hubNow()) < hourMilliseconds, 'the box keeps it as its floor');
  });
}

t.test('[T22] a hub whose certificate was over at its own time is none', async (t) => {
  const fleet = nodeJournal(t).fleet;
  const hub = await startEnrolmentHub({ fleet, now: () => Date.now() + 398 * 86_400_000 });
  t.teardown(() => hub.close());
  const { code } = await invite(fleet, Date.now() + 400 * 86_400_000);
  const dir = joinPath(temporaryFolder(t), 'site');
  await t.rejects(join(asking(dir, code, hub)), { code: 'hub-unproven' });
  t.notOk(existsSync(dir));
});

t.test('[L16] where the probes of a link go is said beside where its sessions go', async (t) => {
  const fleet = nodeJournal(t).fleet;
  const hub = await startEnrolmentHub({ fleet });
  t.teardown(() => hub.close());
  const dir = joinPath(temporaryFolder(t), 'site');
  const line = ['join', (await invite(fleet)).code, '--hub', hub.url, '--dir', dir, '--no-recovery'];
  line.push('--probe-address', 'satellite=127.0.0.2:9998');
  t.match(await callCarnet(line), { exit: 2, error: /--link-address satellite=/ });
  t.match(await callCarnet([...line, '--link-address', 'satellite=127.0.0.1:9999']), { exit: 0 });
  const { links } = readNode(dir) as SiteNode;
  t.match(links[1], { hub: { host: '127.0.0.1', port: 9999 }, probe: { host: '127.0.0.2', port: 9998 } });
});
