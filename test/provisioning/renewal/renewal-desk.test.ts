import { createPrivateKey, randomBytes } from 'node:crypto';
import t from 'tap';
import { createAuthority, issueCertificate } from '../../../provisioning/certificates/authority.js';
import { certificateFingerprintOf } from '../../../provisioning/certificates/fingerprint.js';
import { inspectCertificate } from '../../../provisioning/certificates/inspect.js';
import { writeRequest } from '../../../provisioning/certificates/request.js';
import { refusalOfRenewal } from '../../../provisioning/renewal/judge-renewal.js';
import { parseRenewalFinish, type RenewalFinish } from '../../../provisioning/renewal/message.js';
import { RenewalDesk } from '../../../provisioning/renewal/renewal-desk.js';
import { signRenewal } from '../../../provisioning/renewal/renewal-proof.js';
import { addSite, openHub } from '../../support/journal-fixtures.js';
import { stockKeyPairs } from '../../support/stock-key-pairs.js';

const day = 86_400_000;
const start = Date.now();

/** A hub's desk, and a site that joined at the start. */
async function setUp(t: Parameters<typeof openHub>[0]) {
  const clock = { now: start };
  const hub = openHub(t, { now: () => clock.now });
  const authority = await createAuthority('Test', start - 400 * day, stockKeyPairs);
  const site = await addSite(hub);
  const pair = await stockKeyPairs(2048);
  const request = { code: site, publicKeyPem: pair.publicKeyPem, extraHosts: ['hopital.lan', '10.1.2.3'] };
  const certificatePem = issueCertificate(authority, { ...request, nowMilliseconds: start });
  const fingerprint = certificateFingerprintOf(certificatePem);
  const enrol = async (inviteId: string, certificate: { pem: string; fingerprint: string }) => {
    await hub.fleet.addInvite({ inviteId, site, proofKey: 'k', expiresMilliseconds: clock.now + day });
    await hub.fleet.spendInvite({
      ...{ inviteId, keyFingerprint: inviteId, certificatePem: certificate.pem, atMilliseconds: clock.now },
      certificateFingerprint: certificate.fingerprint,
    });
  };
  await enrol('i1', { pem: certificatePem, fingerprint });
  const desk = new RenewalDesk({
    ...{ fleet: hub.fleet, certificates: hub.certificates, authority, now: () => clock.now, randomBytes },
  });
  const nextPair = await stockKeyPairs(2048);
  const siteNonce = '22'.repeat(32);
  const authorityFingerprint = certificateFingerprintOf(authority.certificatePem);
  const asking = (more: Partial<RenewalFinish> = {}, keyPem = pair.privateKeyPem): RenewalFinish => {
    const { hubNonce } = desk.begin({ site, siteNonce });
    const said = { site, siteNonce, hubNonce, certificatePem, requestPem: writeRequest(nextPair, site), ...more };
    return { signature: signRenewal(createPrivateKey(keyPem), { ...said, authorityFingerprint }), ...said };
  };
  return { clock, hub, authority, site, pair, certificatePem, fingerprint, desk, asking, enrol, nextPair };
}

t.test(
  '[T25] the old key signs for a certificate of a new one, with the names it had; a lost reply costs none',
  async (t) => {
    const { clock, hub, desk, asking, fingerprint, site } = await setUp(t);
    clock.now = start + 31 * day;
    const { certificatePem } = await desk.finish(asking());
    t.match(inspectCertificate(certificatePem), { commonName: site, notAfterMilliseconds: Number });
    t.ok(inspectCertificate(certificatePem).notAfterMilliseconds > clock.now + 89 * day);
    t.equal((await desk.finish(asking())).certificatePem, certificatePem, 'the same key gets the same answer');
    const next = certificateFingerprintOf(certificatePem);
    t.equal(await hub.fleet.siteOfCertificate(fingerprint), site, '[T27] both are on the list');
    t.equal(await hub.fleet.siteOfCertificate(next), site);
    await hub.certificates.noteUsed(next, clock.now, clock.now + day);
    t.equal(await hub.fleet.siteOfCertificate(fingerprint), site, 'for as long as sessions need to go over');
    clock.now += day;
    t.equal(await hub.fleet.siteOfCertificate(fingerprint), undefined);
    await t.rejects(desk.finish(asking()), { code: 'certificate-refused' }, 'what ended renews nothing');
    t.match(await hub.certificates.ofSite(site), [
      { fingerprint: next, reason: 'renewed', usedMilliseconds: start + 31 * day },
      { fingerprint, reason: 'enrolled', endReason: 'renewed', endedMilliseconds: clock.now },
    ]);
  },
);

t.test('[T26] a certificate that is over renews for a year, by the hub’s clock', async (t) => {
  const { clock, desk, asking, hub, fingerprint } = await setUp(t);
  clock.now = start + 90 * day + 364 * day;
  t.ok((await desk.finish(asking())).certificatePem);
  clock.now = start + 90 * day + 366 * day;
  await t.rejects(desk.finish(asking()), { code: 'certificate-over' });
  t.ok(await hub.certificates.find(fingerprint));
  const entry = { site: 'A' as never };
  const claim = { site: { code: 'A' as never, state: 'active' as const }, entry, notAfterMilliseconds: 10 };
  t.equal(refusalOfRenewal(claim, 10 + 365 * day), undefined);
  t.equal(refusalOfRenewal(claim, 11 + 365 * day), 'certificate-over');
  t.equal(refusalOfRenewal({ ...claim, entry: undefined }, 0), 'certificate-refused');
  t.equal(refusalOfRenewal({ ...claim, site: undefined }, 0), 'certificate-refused');
  t.equal(refusalOfRenewal({ ...claim, entry: { ...entry, endedMilliseconds: 5 } }, 5), 'certificate-refused');
  t.equal(refusalOfRenewal({ ...claim, entry: { ...entry, endedMilliseconds: 5 } }, 4), undefined);
});

t.test('[T26] who was revoked or replaced gets none', async (t) => {
  const { clock, hub, authority, site, desk, asking, enrol, fingerprint } = await setUp(t);
  const other = await stockKeyPairs(2048);
  const request = { code: site, publicKeyPem: other.publicKeyPem, extraHosts: [], nowMilliseconds: start };
  const pem = issueCertificate(authority, request);
  const held = asking();
  await enrol('i2', { pem, fingerprint: certificateFingerprintOf(pem) });
  clock.now += 1_000;
  await t.rejects(desk.finish(held), { code: 'certificate-refused' }, 'another box has taken its place');
  t.match(await hub.certificates.find(fingerprint), { endReason: 'replaced' });
  await hub.fleet.revokeSite(site, clock.now, { by: 'awa', note: 'stolen' });
  const own = asking({ certificatePem: pem }, other.privateKeyPem);
  await t.rejects(desk.finish(own), { code: 'certificate-refused' }, 'the site is revoked');
  t.match(await hub.certificates.find(certificateFingerprintOf(pem)), {
    ...{ endReason: 'revoked', endBy: 'awa', endNote: 'stolen' },
  });
});

t.test('[T25] nothing that was not signed for this hub, now and by that key, is answered', async (t) => {
  const { clock, desk, asking, site, pair, nextPair, hub } = await setUp(t);
  const stranger = await stockKeyPairs(2048);
  const good = asking();
  for (const [why, code, request] of [
    ['another key', 'certificate-refused', asking({}, stranger.privateKeyPem)],
    [
      'another request under the same signature',
      'certificate-refused',
      { ...good, requestPem: writeRequest(stranger, site) },
    ],
    ['another name', 'request-other-name', asking({ requestPem: writeRequest(nextPair, '7KE') })],
    ['another site', 'time-out', { ...good, site: '7KE' }],
    ['another nonce', 'time-out', { ...good, siteNonce: '33'.repeat(32) }],
    ['no certificate', 'body-malformed', { ...good, certificatePem: 'x' }],
  ] as const) {
    await t.rejects(desk.finish(request), { code }, why);
  }
  const foreign = await createAuthority('Foreign', start, stockKeyPairs);
  const named = { code: site, publicKeyPem: pair.publicKeyPem, extraHosts: [], nowMilliseconds: start };
  await t.rejects(desk.finish(asking({ certificatePem: issueCertificate(foreign, named) })), {
    code: 'certificate-refused',
  });
  t.equal((await hub.certificates.ofSite(site)).length, 1, 'nothing was given');
  clock.now += 6 * 60_000;
  await t.rejects(desk.finish(good), { code: 'time-out' }, 'overheard and too late');
  for (const body of [undefined, {}, { ...good, signature: 'xyz' }, { ...good, hubNonce: 'x'.repeat(300) }]) {
    t.throws(() => parseRenewalFinish(body), { code: 'body-malformed' });
  }
});
