import t from 'tap';
import type { FleetStore, TunnelWish } from '../../../journal/fleet-store.js';
import { parseLinkName, type SiteCode } from '../../../protocol/ids.js';
import { openHub } from '../../support/journal-fixtures.js';

const fibre = parseLinkName('fibre');
const geo = parseLinkName('geo');
const key = (name: string) => Buffer.alloc(32, name).toString('base64');

async function addSite(fleet: FleetStore, name: string): Promise<SiteCode> {
  const links = [
    { name: fibre, kind: 'fibre', metered: false },
    { name: geo, kind: 'geo', metered: true },
  ] as const;
  return (await fleet.addSite({ name, region: 'Nord', links, createdMilliseconds: 1 })).code;
}

let invites = 0;
/** A new box joins as the site, with these keys for its links. */
async function spend(fleet: FleetStore, site: SiteCode, keys: Record<string, string>, subnet = '10.86.0.0/16') {
  const inviteId = `i${invites++}`;
  await fleet.addInvite({ inviteId, site, proofKey: 'k', expiresMilliseconds: 100 });
  const wish: TunnelWish = {
    subnet,
    keys: Object.entries(keys).map(([link, publicKey]) => ({ link: parseLinkName(link), publicKey })),
  };
  const command = {
    ...{ inviteId, keyFingerprint: inviteId, certificatePem: inviteId, certificateFingerprint: inviteId },
    ...{ atMilliseconds: 50, ...(wish.keys.length > 0 && { tunnels: wish }) },
  };
  return { outcome: await fleet.spendInvite(command), again: () => fleet.spendInvite(command), command };
}

const shown = async (fleet: FleetStore) =>
  (await fleet.tunnels()).map(({ site, link, publicKey, address }) => [site, link, publicKey, address]);

t.test('[L21] each link of each site has an address; a new box keeps it and brings its own keys', async (t) => {
  const { fleet } = openHub(t);
  const [one, two] = [await addSite(fleet, 'One'), await addSite(fleet, 'Two')];
  await spend(fleet, one, { fibre: key('a'), geo: key('b') });
  await spend(fleet, two, { fibre: key('c') });
  t.strictSame(await shown(fleet), [
    [one, 'fibre', key('a'), '10.86.0.2'],
    [one, 'geo', key('b'), '10.86.0.3'],
    [two, 'fibre', key('c'), '10.86.0.4'],
  ]);
  await spend(fleet, one, { fibre: key('d'), geo: key('e') });
  t.strictSame(await shown(fleet), [
    [one, 'fibre', key('d'), '10.86.0.2'],
    [one, 'geo', key('e'), '10.86.0.3'],
    [two, 'fibre', key('c'), '10.86.0.4'],
  ]);
});

t.test('[L21] the same question again has the same answer; with other tunnels it is another box', async (t) => {
  const { fleet } = openHub(t);
  const site = await addSite(fleet, 'One');
  const { again, command } = await spend(fleet, site, { fibre: key('a') });
  t.match(await again(), { kind: 'again' });
  t.match(
    await fleet.spendInvite({
      ...command,
      tunnels: { subnet: '10.86.0.0/16', keys: [{ link: fibre, publicKey: key('z') }] },
    }),
    { kind: 'other-key' },
  );
  t.strictSame(await shown(fleet), [[site, 'fibre', key('a'), '10.86.0.2']]);
});

t.test(
  '[L21] revoking, or a box without tunnels, takes them away; their addresses are the last to be given again',
  async (t) => {
    const { fleet } = openHub(t);
    const small = '192.168.7.0/29';
    const [one, two, three] = [await addSite(fleet, 'One'), await addSite(fleet, 'Two'), await addSite(fleet, 'Three')];
    await spend(fleet, one, { fibre: key('a'), geo: key('b') }, small);
    await fleet.revokeSite(one, 60);
    t.strictSame(await shown(fleet), []);
    await spend(fleet, two, { fibre: key('c'), geo: key('d') }, small);
    t.strictSame(
      (await fleet.tunnels()).map(({ address }) => address),
      ['192.168.7.4', '192.168.7.5'],
    );
    await spend(fleet, three, { fibre: key('e'), geo: key('f') }, small);
    t.strictSame(
      (await fleet.tunnels()).map(({ site, address }) => [site, address]),
      [
        [three, '192.168.7.2'],
        [two, '192.168.7.4'],
        [two, '192.168.7.5'],
        [three, '192.168.7.6'],
      ],
    );
    await spend(fleet, two, {});
    t.strictSame(
      (await fleet.tunnels()).map(({ site }) => site),
      [three, three],
    );
  },
);

t.test('[L21] a key of another tunnel, or a subnet that is full, changes nothing and spends no invite', async (t) => {
  const { fleet } = openHub(t);
  const [one, two] = [await addSite(fleet, 'One'), await addSite(fleet, 'Two')];
  await spend(fleet, one, { fibre: key('a'), geo: key('b') }, '192.168.7.0/30').then(
    () => t.fail('two tunnels in a subnet of one'),
    (cause) => t.match(cause, { code: 'tunnel-subnet-full' }),
  );
  t.match(await fleet.findSite(one), { state: 'invited' });
  t.strictSame(await fleet.tunnels(), []);
  await spend(fleet, one, { fibre: key('a') });
  await t.rejects(spend(fleet, two, { fibre: key('a') }), { code: 'tunnel-key-taken' });
  t.match(await fleet.findSite(two), { state: 'invited' });
  t.strictSame(await shown(fleet), [[one, 'fibre', key('a'), '10.86.0.2']]);
});
