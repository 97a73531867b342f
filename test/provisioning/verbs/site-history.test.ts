import { randomBytes } from 'node:crypto';
import t from 'tap';
import {
  addSite,
  inviteSite,
  listEndedCertificates,
  revokeSite,
  siteHistory,
} from '../../../provisioning/verbs/site-verbs.js';
import { verbContext } from '../../support/verb-context.js';

t.test('[T28] the registers keep who gave and ended what, when and why', async (t) => {
  const context = verbContext(t, 'hub');
  const { fleet } = context.journal;
  const { site } = await addSite(context, { name: 'Garoua', region: 'Nord', by: 'awa' });
  await inviteSite(context, { code: site.code, by: 'ebo' });
  const lost = await siteHistory(context, { code: site.code });
  t.strictSame(lost.certificates, []);
  const first = lost.invites.find(({ createdBy }) => createdBy === 'awa');
  t.match(first, { endReason: 'replaced', endedMilliseconds: Number }, 'the first code was replaced, and is known');
  t.equal(await fleet.findInvite(first?.inviteId ?? ''), undefined, 'but good for nothing');
  const open = lost.invites.find(({ createdBy }) => createdBy === 'ebo');
  t.ok(open && open.endedMilliseconds === undefined && open.spentBy === undefined);

  const atMilliseconds = Date.now();
  const certificate = { certificatePem: 'pem', certificateFingerprint: randomBytes(32).toString('hex') };
  const spend = { inviteId: open?.inviteId ?? '', keyFingerprint: 'k', expiresMilliseconds: atMilliseconds + 60_000 };
  await fleet.spendInvite({ ...spend, ...certificate, atMilliseconds });
  await revokeSite(context, { code: site.code, by: 'awa', note: 'stolen on the road' });
  const { certificates, invites } = await siteHistory(context, { code: site.code });
  t.match(certificates, [
    {
      ...{ fingerprint: certificate.certificateFingerprint, reason: 'enrolled', givenMilliseconds: atMilliseconds },
      ...{ endReason: 'revoked', endBy: 'awa', endNote: 'stolen on the road', endedMilliseconds: Number },
    },
  ]);
  t.match(
    invites.find(({ createdBy }) => createdBy === 'ebo'),
    { spentBy: 'k', spentMilliseconds: atMilliseconds },
  );
  t.equal((await listEndedCertificates(context)).ended.length, 1);
  await t.rejects(siteHistory(verbContext(t, 'site'), { code: site.code }), { code: 'usage-wrong' });
  await t.rejects(revokeSite(context, { code: site.code, note: 'x'.repeat(201) }), { code: 'usage-wrong' });
});
