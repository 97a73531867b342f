import t from 'tap';
import { AedesTransport } from '../../../central-hub/broker/aedes-transport.js';
import { Refusals } from '../../../central-hub/broker/refusals.js';
import { createLogger } from '../../../config/running/logger.js';
import { Counter } from '../../../config/running/metrics.js';
import type { LinkCause } from '../../../edge-agent/links/link-cause.js';
import { MqttConnection } from '../../../edge-agent/links/mqtt-connection.js';
import type { KnownMoment } from '../../../protocol/clock-floor.js';
import { hubCode, parseLinkName, parseSiteCode } from '../../../protocol/ids.js';
import { createAuthority, issueCertificate } from '../../../provisioning/certificates/authority.js';
import { stockKeyPairs } from '../../support/stock-key-pairs.js';

const day = 86_400_000;
const site = parseSiteCode('7KD');
const present = Date.now();
const anyTime: KnownMoment = { floorMilliseconds: 0, state: 'sure' };

/** A broker and a site whose certificates were given at these times; machine and OpenSSL live at the present. */
async function setUp(
  t: { teardown(stop: () => unknown): unknown },
  given: { readonly hub: number; readonly site: number; readonly hubNow?: number },
) {
  const authority = await createAuthority('Test', given.hub, stockKeyPairs);
  const pair = await stockKeyPairs(2048);
  const common = { publicKeyPem: pair.publicKeyPem, extraHosts: [] };
  const keyPem = pair.privateKeyPem;
  const authorityPem = authority.certificatePem;
  const hubPem = issueCertificate(authority, { ...common, code: hubCode, nowMilliseconds: given.hub });
  const sitePem = issueCertificate(authority, { ...common, code: site, nowMilliseconds: given.site });
  const broker = new AedesTransport({
    ...{ host: '127.0.0.1', port: 0, keyPem, certificatePem: hubPem, authorityPem, packetBytesMax: 10_000 },
    ...{ partitionOf: () => 0, siteOfCertificate: async () => site, now: () => given.hubNow ?? present },
    refusals: new Refusals(new Counter(), createLogger('test', 'silent'), () => {}),
  });
  await broker.start({ onMessage: () => {}, onConnect: () => {}, onDisconnect: () => {} });
  t.teardown(() => broker.stop());
  return (moment: KnownMoment) =>
    new Promise<'ready' | LinkCause>((resolve) => {
      const connection = new MqttConnection(
        {
          ...{
            host: '127.0.0.1',
            port: broker.port,
            hubName: 'hub.carnet.internal',
            site,
            partition: 0,
            moment: () => moment,
          },
          ...{ keyPem, certificatePem: sitePem, authorityPem, link: parseLinkName('fibre') },
          ...{ connectMillisecondsMax: 5_000, keepaliveSeconds: 10 },
        },
        { onMessage: () => {}, onReady: () => resolve('ready'), onClosed: resolve },
      );
      t.teardown(() => connection.close());
      connection.start();
    });
}

t.test('[T22] the hub’s certificate is judged by what the box knows of time, not by the machine’s clock', async (t) => {
  // Over for the machine: as it is for a box whose clock says that it is in ten years.
  const old = await setUp(t, { hub: present - 500 * day, site: present - day });
  t.equal(await old({ floorMilliseconds: present - 200 * day, state: 'sure' }), 'ready');
  t.equal(await old({ floorMilliseconds: present, state: 'sure' }), 'certificate', 'it has surely ended');
  t.equal(await old({ floorMilliseconds: present, state: 'unsure' }), 'ready', 'nothing is sure enough to refuse it');
  // Not begun yet for the machine: as it is for a box whose clock says 1970.
  const young = await setUp(t, { hub: present + 3_650 * day, site: present - day });
  t.equal(await young({ floorMilliseconds: present, state: 'sure' }), 'ready');
});

t.test('[T23] a site’s certificate is judged by the hub’s clock, not by the machine’s', async (t) => {
  for (const [given, hubNow, answer] of [
    [present - 200 * day, present - 150 * day, 'ready'],
    [present - 200 * day, present, 'certificate'],
    [present + 300 * day, present + 310 * day, 'ready'],
  ] as const) {
    const connect = await setUp(t, { hub: present - 300 * day, site: given, hubNow });
    t.equal(await connect(anyTime), answer, `${(given - present) / day} days`);
  }
});

t.test('[T22] signature and name are OpenSSL’s to judge, also while the clock is unsure', async (t) => {
  const connect = await setUp(t, { hub: present, site: present });
  t.equal(await connect({ floorMilliseconds: present, state: 'unsure' }), 'ready');
  const foreign = await createAuthority('Foreign', present, stockKeyPairs);
  const pair = await stockKeyPairs(2048);
  const common = { publicKeyPem: pair.publicKeyPem, extraHosts: [], nowMilliseconds: present };
  for (const [authority, code] of [
    [foreign, hubCode],
    [undefined, site],
  ] as const) {
    const own = await createAuthority('Test', present, stockKeyPairs);
    const certificatePem = issueCertificate(authority ?? own, { ...common, code });
    const broker = new AedesTransport({
      ...{ host: '127.0.0.1', port: 0, keyPem: pair.privateKeyPem, certificatePem, authorityPem: own.certificatePem },
      ...{ packetBytesMax: 10_000, partitionOf: () => 0, siteOfCertificate: async () => site, now: () => present },
      refusals: new Refusals(new Counter(), createLogger('test', 'silent'), () => {}),
    });
    const heard: string[] = [];
    await broker.start({ onMessage: () => {}, onConnect: ({ site }) => heard.push(site), onDisconnect: () => {} });
    t.teardown(() => broker.stop());
    const sitePem = issueCertificate(own, { ...common, code: site });
    const cause = await new Promise((resolve) => {
      const connection = new MqttConnection(
        {
          ...{ host: '127.0.0.1', port: broker.port, hubName: 'hub.carnet.internal', site, partition: 0 },
          ...{ keyPem: pair.privateKeyPem, certificatePem: sitePem, authorityPem: own.certificatePem },
          ...{ link: parseLinkName('fibre'), connectMillisecondsMax: 5_000, keepaliveSeconds: 10 },
          moment: () => ({ floorMilliseconds: present, state: 'unsure' }),
        },
        { onMessage: () => {}, onReady: () => resolve('ready'), onClosed: resolve },
      );
      connection.start();
    });
    t.equal(cause, 'certificate', code);
    t.strictSame(heard, [], 'it has not even said who it is');
  }
});
