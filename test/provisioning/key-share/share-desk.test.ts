import { createPrivateKey, randomBytes } from 'node:crypto';
import t from 'tap';
import { createAuthority, issueCertificate } from '../../../provisioning/certificates/authority.js';
import { certificateFingerprintOf } from '../../../provisioning/certificates/fingerprint.js';
import { parseShareAnswer, parseShareAsk, type ShareAsk } from '../../../provisioning/key-share/message.js';
import { ShareDesk } from '../../../provisioning/key-share/share-desk.js';
import { signAsking } from '../../../provisioning/key-share/share-proof.js';
import { addSite, openHub } from '../../support/journal-fixtures.js';
import { stockKeyPairs } from '../../support/stock-key-pairs.js';

const day = 86_400_000;
const start = Date.now();
const slot = 'ab'.repeat(8);

/** A hub's desk, and a site that joined at the start. */
async function setUp(t: Parameters<typeof openHub>[0]) {
  const clock = { now: start };
  const hub = openHub(t, { now: () => clock.now });
  const authority = await createAuthority('Test', start - 400 * day, stockKeyPairs);
  const site = await addSite(hub);
  const pair = await stockKeyPairs(2048);
  const issue = (by: typeof authority) =>
    issueCertificate(by, { code: site, publicKeyPem: pair.publicKeyPem, extraHosts: [], nowMilliseconds: start });
  const certificatePem = issue(authority);
  await hub.fleet.addInvite({ inviteId: 'i1', site, proofKey: 'k', expiresMilliseconds: start + day });
  await hub.fleet.spendInvite({
    ...{ inviteId: 'i1', keyFingerprint: 'i1', certificatePem, atMilliseconds: start },
    certificateFingerprint: certificateFingerprintOf(certificatePem),
  });
  const { fleet, certificates, keyShares: shares } = hub;
  const desk = new ShareDesk({ fleet, certificates, shares, authority, now: () => clock.now, randomBytes });
  const siteNonce = '22'.repeat(32);
  const authorityFingerprint = certificateFingerprintOf(authority.certificatePem);
  const asking = (more: Partial<ShareAsk> = {}, keyPem = pair.privateKeyPem): ShareAsk => {
    const { hubNonce } = desk.begin({ site, siteNonce });
    const said = { site, siteNonce, hubNonce, certificatePem, slot, wish: 'give' as const, ...more };
    return { signature: signAsking(createPrivateKey(keyPem), { ...said, authorityFingerprint }), ...said };
  };
  return { clock, hub, site, desk, asking, issue };
}

t.test('[K8] a share is made once for a slot and given again, also long after the certificate’s end', async (t) => {
  const { clock, hub, site, desk, asking } = await setUp(t);
  await t.rejects(desk.ask(asking()), { code: 'key-share-refused' }, 'there is none yet');
  const { share } = await desk.ask(asking({ wish: 'make' }));
  t.match(share, /^[0-9a-f]{64}$/);
  t.equal((await desk.ask(asking({ wish: 'make' }))).share, share, 'a lost reply costs nothing');
  t.equal((await desk.ask(asking())).share, share);
  clock.now = start + 200 * day;
  t.equal((await desk.ask(asking())).share, share, 'a site that was dark for half a year starts');
  for (let count = 1; count < 8; count += 1) await desk.ask(asking({ wish: 'make', slot: `0${count}`.repeat(8) }));
  await t.rejects(desk.ask(asking({ wish: 'make', slot: '99'.repeat(8) })), { code: 'forbidden' });
  t.equal(await hub.keyShares.forget(site), 8);
  await t.rejects(desk.ask(asking()), { code: 'key-share-refused' });
});

t.test('[K8] who was revoked, is another, or cannot prove it gets none', async (t) => {
  const { clock, hub, site, desk, asking, issue } = await setUp(t);
  await desk.ask(asking({ wish: 'make' }));
  const stranger = await stockKeyPairs(2048);
  await t.rejects(desk.ask(asking({}, stranger.privateKeyPem)), { code: 'key-share-refused' });
  await t.rejects(desk.ask({ ...asking(), slot: 'cd'.repeat(8) }), { code: 'key-share-refused' }, 'other than signed');
  const elsewhere = await createAuthority('Other', start, stockKeyPairs);
  await t.rejects(desk.ask(asking({ certificatePem: issue(elsewhere) })), { code: 'key-share-refused' });
  await t.rejects(desk.ask({ ...asking(), certificatePem: '?' }), { code: 'key-share-refused' });
  const late = asking();
  clock.now += 6 * 60_000;
  await t.rejects(desk.ask(late), { code: 'time-out' });
  const other = await addSite(hub);
  const asOther = { ...asking(), site: other };
  await t.rejects(desk.ask(asOther), { code: 'time-out' }, 'the nonce is of this site');
  await hub.fleet.revokeSite(site, clock.now);
  await t.rejects(desk.ask(asking()), { code: 'key-share-refused' });
});

t.test('[K8] a request of another form is refused before anything is checked', async (t) => {
  const good = {
    site: '7KD',
    siteNonce: '22'.repeat(32),
    hubNonce: 'n',
    certificatePem: 'p',
    slot,
    wish: 'give',
    signature: 'ab',
  };
  t.strictSame(parseShareAsk(good), good);
  for (const wrong of [
    { wish: 'take' },
    { slot: 'AB' },
    { slot: 5 },
    { signature: 'x' },
    { hubNonce: '' },
    { certificatePem: 'p'.repeat(17_000) },
    { siteNonce: 'zz' },
  ]) {
    t.throws(
      () => parseShareAsk({ ...good, ...wrong }),
      { code: 'body-malformed' },
      JSON.stringify(wrong).slice(0, 40),
    );
  }
  for (const wrong of [null, {}, { share: 'ab' }]) t.throws(() => parseShareAnswer(wrong), { code: 'body-malformed' });
});
