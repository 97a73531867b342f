import t from 'tap';
import { callControl } from '../../provisioning/control/client.js';
import { type NetworkSite, startNetwork } from '../support/programs-network.js';
import { eventually, readRecord, writePatient } from '../support/programs-records.js';

const links = [{ name: 'fibre', kind: 'fibre', metered: false }];
/** Two certificates, that of the authority with each, and two signatures. */
const certificateBytesMin = 3_000;

const shown = (site: NetworkSite) => site.edge.engine.links.show()[0];
const isActive = (site: NetworkSite) => shown(site)?.state === 'active';

/** What goes over the line, both ways, until the site's next session is open and a record of it is at the hub. */
async function bytesOfNextSession(site: NetworkSite, during: () => Promise<unknown>): Promise<number> {
  const relay = site.relays.get('fibre');
  if (relay === undefined) throw new Error('no line');
  const sum = () => relay.bytes.up + relay.bytes.down;
  relay.setCut('refuse');
  await eventually('away', () => !isActive(site));
  await during();
  const before = sum();
  relay.setCut(undefined);
  await eventually('back', () => isActive(site), 60_000);
  return sum() - before;
}

t.test(
  '[L57] a session begins with the key of the one before it; a hub that has started anew is shown certificates',
  async (t) => {
    const network = await startNetwork(t, ['Garoua'], links);
    const [site] = network.sites;
    if (site === undefined) throw new Error('site');
    await eventually('open', () => isActive(site));
    const short = await bytesOfNextSession(site, async () => {});
    const again = await bytesOfNextSession(site, async () => {});
    const full = await bytesOfNextSession(site, () => network.restartHub());
    t.comment(`${short} and ${again} bytes, ${full} with certificates`);
    t.ok(full - short > certificateBytesMin && full - again > certificateBytesMin, `${short} ${again} ${full}`);
    const patient = await writePatient(site.edge.journal, 'Ngono');
    await eventually('at the hub', () => readRecord(network.hub.journal, 'Patient', patient));
  },
);

t.test('[L57][E5] a site that was revoked while it was away does not get in with the key that it has', async (t) => {
  const network = await startNetwork(t, ['Garoua'], links);
  const [site] = network.sites;
  if (site === undefined) throw new Error('site');
  await eventually('open', () => isActive(site));
  const relay = site.relays.get('fibre');
  relay?.setCut('refuse');
  await eventually('away', () => !isActive(site));
  await callControl(network.hubDir, 'site-revoke', { code: site.code });
  const refused = () => network.hub.metrics.refusals.total({ place: 'connect', code: 'certificate-refused' });
  const before = refused();
  relay?.setCut(undefined);
  await eventually('refused, with the key and with its certificate', () => refused() >= before + 2, 60_000);
  t.equal(shown(site)?.cause, 'certificate');
  t.not(shown(site)?.state, 'active');
});
