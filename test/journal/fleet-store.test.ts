import t from 'tap';
import { parseLinkName, parseSiteCode } from '../../protocol/ids.js';
import { lanes } from '../../protocol/lane.js';
import {
  addSite,
  carry,
  downTo,
  observation,
  openHub,
  openSite,
  patient,
  settle,
  upOf,
  write,
} from '../support/journal-fixtures.js';

const newSite = {
  name: 'Hôpital de district',
  region: 'Nord',
  links: [{ name: parseLinkName('fibre'), kind: 'fibre', metered: false }],
  createdMilliseconds: 5,
} as const;

t.test('a site code is new, never the hub’s, never one that hides a typing error, and never given again', async (t) => {
  // The hub's own code, then 1GH, whose first two characters may be exchanged unnoticed.
  const given = [0, 0, 0, 1, 16, 17, 1, 2, 3, 1, 2, 3, 255, 254, 253];
  const hub = openHub(t, { randomBytes: (length) => Uint8Array.from({ length }, () => given.shift() ?? 7) });
  const first = await hub.fleet.addSite(newSite);
  t.same(first, { ...newSite, code: '123', state: 'invited', epoch: 1 });
  await t.rejects(hub.fleet.addSite(newSite), { code: 'already-exists' });
  await hub.fleet.revokeSite(first.code, 9);
  const second = await hub.fleet.addSite({ ...newSite, name: 'Other' });
  t.equal(second.code, 'ZYX');
  t.same(
    (await hub.fleet.listSites()).map(({ code, state }) => [code, state]),
    [
      ['123', 'revoked'],
      ['ZYX', 'invited'],
    ],
  );
  t.equal(await hub.fleet.findSite(parseSiteCode('AAA')), undefined);
});

t.test('[E3] an invite is spent once, bound to the key of the request', async (t) => {
  const { fleet } = openHub(t);
  const { code } = await fleet.addSite(newSite);
  const invite = { inviteId: 'i1', site: code, proofKey: 'k', expiresMilliseconds: 100 };
  const spend = {
    inviteId: 'i1',
    keyFingerprint: 'f1',
    certificatePem: 'pem1',
    certificateFingerprint: 'c1',
    atMilliseconds: 50,
  };
  t.same(await fleet.spendInvite(spend), { kind: 'unknown' });
  await fleet.addInvite({ ...invite, inviteId: 'i0' });
  await fleet.addInvite(invite);
  t.equal(await fleet.findInvite('i0'), undefined, 'a new invite replaces one that was not spent');
  t.same(await fleet.findInvite('i1'), invite);
  t.same(await fleet.spendInvite({ ...spend, atMilliseconds: 100 }), { kind: 'expired' });
  const outcomes = await Promise.all([fleet.spendInvite(spend), fleet.spendInvite({ ...spend, keyFingerprint: 'f2' })]);
  t.same(outcomes, [{ kind: 'spent', certificatePem: 'pem1' }, { kind: 'other-key' }]);
  const again = { ...spend, certificatePem: 'pem2', certificateFingerprint: 'c2', atMilliseconds: 500 };
  t.same(await fleet.spendInvite(again), { kind: 'again', certificatePem: 'pem1' });
  t.match(await fleet.findInvite('i1'), { spentBy: 'f1' });
  t.match(await fleet.findSite(code), { state: 'active' });
});

t.test('[E5] only a certificate on the list names an active site', async (t) => {
  const { fleet } = openHub(t);
  const { code } = await fleet.addSite(newSite);
  const join = async (number: number) => {
    await fleet.addInvite({ inviteId: `i${number}`, site: code, proofKey: 'k', expiresMilliseconds: 100 });
    const certificate = { certificatePem: 'pem', certificateFingerprint: `c${number}` };
    await fleet.spendInvite({ inviteId: `i${number}`, keyFingerprint: 'f', ...certificate, atMilliseconds: number });
  };
  t.equal(await fleet.siteOfCertificate('c1'), undefined);
  await join(1);
  t.equal(await fleet.siteOfCertificate('c1'), code);
  await join(2);
  t.equal(await fleet.siteOfCertificate('c1'), undefined, 'a new one retires the old one');
  t.equal(await fleet.siteOfCertificate('c2'), code);
  await fleet.revokeSite(code, 60);
  t.equal(await fleet.siteOfCertificate('c2'), undefined);
  await t.rejects(fleet.revokeSite(parseSiteCode('AAA'), 1), { code: 'not-found' });
});

t.test('progress says what waits in both directions', async (t) => {
  const hub = openHub(t);
  const [a, b] = [await addSite(hub), await addSite(hub)];
  const [siteA, siteB] = [openSite(t, a), openSite(t, b)];
  await write(siteB, patient('p1'));
  await carry(siteB, hub, upOf(b));
  await write(siteA, observation('o1', 'p1'));
  await write(siteA, observation('o2', 'p1'));
  await hub.fleet.noteHeads(a, await siteA.sync.heads(upOf(a)));
  await hub.fleet.noteSeen(a, parseLinkName('geo'), 77);
  await hub.fleet.noteSeen(a, parseLinkName('fibre'), 70);
  const sum = (list: readonly { pending: number }[]) => list.reduce((total, { pending }) => total + pending, 0);
  const of = async (code: string) => (await hub.fleet.progress()).find(({ site }) => site.code === code);
  t.match(await of(a), { site: { lastSeenMilliseconds: 77, lastLink: 'fibre' }, records: 0 });
  t.same(
    (await of(a))?.from.map(({ lane }) => lane),
    lanes,
  );
  t.match(
    (await of(a))?.from.filter(({ headSeq }) => headSeq > 0),
    [{ durableSeq: 0, headSeq: 2 }],
  );
  await carry(siteA, hub, upOf(a));
  await settle(hub);
  t.match(
    (await of(a))?.from.filter(({ headSeq }) => headSeq > 0),
    [{ durableSeq: 2, headSeq: 2 }],
  );
  t.equal((await of(a))?.records, 2);
  t.equal(sum((await of(b))?.towards ?? []), 2);
  t.ok((await of(b))?.towards.some(({ oldestPendingMilliseconds }) => oldestPendingMilliseconds !== undefined));
  await carry(hub, siteB, downTo(b));
  t.equal(sum((await of(b))?.towards ?? []), 0);
});

t.test('[S13] a report says what waits at a site until it has come, and when the site was heard of', async (t) => {
  const hub = openHub(t);
  const code = await addSite(hub);
  const site = openSite(t, code);
  await write(site, observation('o1', 'p1'));
  const [head] = (await site.sync.heads(upOf(code))).filter(({ seq }) => seq > 0);
  if (head === undefined) throw new Error('head');
  const { lane } = head;
  const report = (headSeq: number, oldestPendingMilliseconds: number, atMilliseconds: number) =>
    hub.fleet.noteReport({
      ...{ site: code, link: parseLinkName('geo'), atMilliseconds },
      lanes: [{ lane, headSeq, oldestPendingMilliseconds }],
    });
  const shown = async () => {
    const progress = (await hub.fleet.progress()).find((each) => each.site.code === code);
    return { ...progress?.site, ...progress?.from.find((each) => each.lane === lane) };
  };
  await report(2, 40, 77);
  const waiting = { headSeq: 2, durableSeq: 0, oldestPendingMilliseconds: 40 };
  t.match(await shown(), { ...waiting, lastSeenMilliseconds: 77, lastLink: 'geo' });
  await carry(site, hub, upOf(code));
  t.match(await shown(), { headSeq: 2, durableSeq: 1, oldestPendingMilliseconds: 40 });
  await write(site, observation('o2', 'p1'));
  await carry(site, hub, upOf(code));
  t.equal((await shown()).oldestPendingMilliseconds, undefined, 'what was reported has come');
  await report(3, 0, 99);
  t.match(await shown(), { headSeq: 3, durableSeq: 2, oldestPendingMilliseconds: undefined, lastSeenMilliseconds: 99 });
  await t.rejects(
    hub.fleet.noteReport({
      ...{ site: parseSiteCode('AAA'), link: parseLinkName('geo'), lanes: [], atMilliseconds: 1 },
    }),
    { code: 'not-found' },
  );
});

t.test('[E30] two codes asked for at once carry two numbers, and one that was lost is not given again', async (t) => {
  const hub = openHub(t);
  const [code, other] = [await addSite(hub), await addSite(hub)];
  const numbers = await Promise.all([hub.fleet.takeBoxNumber(code), hub.fleet.takeBoxNumber(code)]);
  numbers.push(await hub.fleet.takeBoxNumber(code));
  t.equal(new Set(numbers).size, 3, numbers.join(' '));
  await hub.fleet.takeBoxNumber(other);
  await hub.fleet.addInvite({ inviteId: 'b', site: code, boxNumber: 2, proofKey: 'k', expiresMilliseconds: 100 });
  await t.rejects(hub.fleet.takeBoxNumber('ZZZ' as typeof code), { code: 'not-found' });
});
