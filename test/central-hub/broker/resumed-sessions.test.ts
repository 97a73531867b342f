import { X509Certificate } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import t from 'tap';
import { AedesTransport } from '../../../central-hub/broker/aedes-transport.js';
import { Refusals } from '../../../central-hub/broker/refusals.js';
import type { SitePeer } from '../../../central-hub/broker/site-transport.js';
import { createLogger } from '../../../config/running/logger.js';
import { Counter } from '../../../config/running/metrics.js';
import type { LinkCause } from '../../../edge-agent/links/link-cause.js';
import type { CountedSocket } from '../../../edge-agent/links/metering/link-meter.js';
import { MqttConnection } from '../../../edge-agent/links/mqtt-connection.js';
import { Resumptions } from '../../../edge-agent/links/resumptions.js';
import { hubCode, parseLinkName, parseSiteCode, type SiteCode } from '../../../protocol/ids.js';
import { deriveResumptionKey, resumptionMillisecondsMax } from '../../../protocol/session/resumption.js';
import { createAuthority, issueCertificate } from '../../../provisioning/certificates/authority.js';
import { siteLifetimeMilliseconds } from '../../../provisioning/certificates/profile.js';
import { anyMoment } from '../../support/any-moment.js';
import type { Teardown } from '../../support/journal-fixtures.js';
import { stockKeyPairs } from '../../support/stock-key-pairs.js';

const site = parseSiteCode('7KD');
const link = parseLinkName('geo');
const yearMilliseconds = 366 * 86_400_000;

/** Keys and certificates of a hub and a site under one authority. */
const made = (async () => {
  const authority = await createAuthority('Test', Date.now(), stockKeyPairs);
  const leaf = async (code: SiteCode, nowMilliseconds = Date.now()) => {
    const pair = await stockKeyPairs(2048);
    const request = { code, publicKeyPem: pair.publicKeyPem, extraHosts: [], nowMilliseconds };
    return { keyPem: pair.privateKeyPem, certificatePem: issueCertificate(authority, request) };
  };
  /** Whose certificate is over so soon. */
  const endingAfter = (milliseconds: number) => leaf(site, Date.now() + milliseconds - siteLifetimeMilliseconds);
  return { authorityPem: authority.certificatePem, hub: await leaf(hubCode), site: await leaf(site), endingAfter };
})();

type Identity = Awaited<typeof made>;

interface Visit {
  readonly connection: MqttConnection;
  readonly end: LinkCause | 'ready';
  readonly bytes: number;
}

/** One attempt of a site, until it is subscribed or has failed. */
function knock(identity: Identity, port: number, resumptions: Resumptions): Promise<Visit> {
  return new Promise((resolve) => {
    let wire: CountedSocket | undefined;
    const done = (end: LinkCause | 'ready') =>
      resolve({ connection, end, bytes: (wire?.bytesRead ?? 0) + (wire?.bytesWritten ?? 0) });
    const connection = new MqttConnection(
      {
        ...{ host: '127.0.0.1', port, hubName: 'hub.carnet.internal', site, link, partition: 0, resumptions },
        moment: () => anyMoment,
        ...{
          ...identity.site,
          authorityPem: identity.authorityPem,
          keepaliveSeconds: 60,
          connectMillisecondsMax: 5_000,
        },
        onSocket: (socket) => {
          wire = socket;
        },
      },
      { onReady: () => done('ready'), onClosed: done, onMessage: () => {} },
    );
    connection.start();
  });
}

/** A real broker, and a site that comes again and again; the clocks of both are the test's. */
async function setUp(t: Teardown, own?: Identity['site']) {
  const identity = { ...(await made), ...(own && { site: own }) };
  const clock = { wall: Date.now(), steady: performance.now() };
  const clocks = [() => clock.wall, () => clock.steady] as const;
  const listed = { now: true };
  const refusals = new Counter();
  const came: SitePeer[] = [];
  const openHub = async (port: number) => {
    const hub = new AedesTransport({
      ...{ host: '127.0.0.1', port, ...identity.hub, authorityPem: identity.authorityPem, packetBytesMax: 10_000 },
      ...{ partitionOf: () => 0, siteOfCertificate: async () => (listed.now ? site : undefined) },
      refusals: new Refusals(refusals, createLogger('test', 'silent'), () => {}),
      ...{ now: clocks[0], elapsedMilliseconds: clocks[1] },
    });
    await hub.start({ onConnect: (peer) => came.push(peer), onDisconnect: () => {}, onMessage: () => {} });
    t.teardown(() => hub.stop());
    return hub;
  };
  let hub = await openHub(0);
  const resumptions = new Resumptions(...clocks);
  let sessions = 0;
  /** Comes, agrees on the next key as hello and welcome do, and hangs up. */
  const visit = async (): Promise<Visit> => {
    const made = await knock(identity, hub.port, resumptions);
    const peer = came.at(-1);
    if (made.end === 'ready' && peer !== undefined) {
      sessions += 1;
      const key = deriveResumptionKey(new Uint8Array(32).fill(sessions));
      hub.keepResumption(peer, key);
      made.connection.keepResumption(key);
    }
    made.connection.close();
    return made;
  };
  const restart = async () => {
    const { port } = hub;
    await hub.stop();
    hub = await openHub(port);
  };
  const refused = (place: string) => refusals.total({ place, code: 'certificate-refused' });
  return { visit, restart, clock, listed, refused, resumptions, came };
}

t.test(
  '[L57] a connection that begins with the key of the one before it is the same site for a fraction of the bytes',
  async (t) => {
    const { visit, came, refused } = await setUp(t);
    const first = await visit();
    const second = await visit();
    const third = await visit();
    t.same([first.end, second.end, third.end], ['ready', 'ready', 'ready']);
    t.ok(first.bytes > 4_000, `certificates are shown: ${first.bytes} bytes`);
    t.ok(second.bytes < 1_500, `${second.bytes} bytes`);
    t.ok(third.bytes < 1_500, `${third.bytes} bytes, by the key of a session that was begun by one`);
    const [full, resumed] = came;
    t.same(
      resumed && { ...resumed, connectedMilliseconds: 0, publicKey: 0 },
      full && { ...full, connectedMilliseconds: 0, publicKey: 0 },
    );
    t.ok(full !== undefined && resumed?.publicKey.equals(full.publicKey), 'hello is checked with the same key');
    t.equal(refused('tls'), 0);
  },
);

t.test(
  '[L57][E5] a site that was revoked in between is refused, and nothing begins with its key any more',
  async (t) => {
    const { visit, listed, refused } = await setUp(t);
    await visit();
    listed.now = false;
    t.equal((await visit()).end, 'certificate');
    t.equal(refused('connect'), 1);
    t.equal((await visit()).end, 'certificate', 'nor with its certificate');
    listed.now = true;
    const again = await visit();
    t.equal(again.end, 'ready');
    t.ok(again.bytes > 4_000, 'it shows its certificate');
  },
);

t.test('[L57] a certificate that is over, or not yet valid, is asked for and judged as any', async (t) => {
  for (const shift of [-yearMilliseconds, 20 * yearMilliseconds]) {
    const { visit, clock, came, resumptions } = await setUp(t);
    await visit();
    const kept = resumptions.find(link);
    clock.wall += shift;
    t.equal(resumptions.find(link), undefined, 'the site does not offer its key');
    clock.wall -= shift;
    t.equal(resumptions.find(link), kept);
    // The hub's clock alone.
    const find = resumptions.find.bind(resumptions);
    resumptions.find = () => {
      const found = find(link);
      clock.wall += shift;
      return found;
    };
    const second = await visit();
    t.equal(second.end, shift > 0 ? 'certificate' : 'ready', '[T23] by the hub’s clock');
    t.ok(second.bytes > 4_000, 'full');
    t.equal(came.length, shift > 0 ? 1 : 2);
  }
});

t.test('[L57] with a certificate that has run out since nobody gets in, with its key or without', async (t) => {
  // A busy machine takes its time until the first visit.
  for (const seconds of [3, 12, 48]) {
    const own = await (await made).endingAfter(seconds * 1_000);
    const { visit, refused, clock } = await setUp(t, own);
    if ((await visit()).end !== 'ready') continue;
    await pause(Date.parse(new X509Certificate(own.certificatePem).validTo) + 1_500 - Date.now());
    clock.wall = Date.now();
    t.equal((await visit()).end, 'certificate');
    t.equal(refused('connect'), 1, 'it was asked for, and refused as any');
    return;
  }
  t.fail('it never got in');
});

t.test('[L57] a key lives in memory and for a week from when the certificates were shown', async (t) => {
  const { visit, restart, clock } = await setUp(t);
  await visit();
  await restart();
  const after = await visit();
  t.equal(after.end, 'ready', 'a hub that starts anew does not know it');
  t.ok(after.bytes > 4_000, 'and asks for the certificate in the same connection');
  clock.steady += resumptionMillisecondsMax * 0.6;
  t.ok((await visit()).bytes < 1_500, 'four days later');
  clock.steady += resumptionMillisecondsMax * 0.6;
  const late = await visit();
  t.ok(late.bytes > 4_000, 'what was begun so does not make it live longer');
  t.equal(late.end, 'ready');
});

t.test('[L57] whatever fails, the next attempt shows certificates', async (t) => {
  const { visit, resumptions } = await setUp(t);
  await visit();
  const kept = resumptions.find(link);
  if (kept === undefined) throw new Error('no key');
  resumptions.keep(link, { ...kept, key: kept.key.map((byte) => byte ^ 1) });
  t.not((await visit()).end, 'ready', 'not the key that the identity names');
  const next = await visit();
  t.equal(next.end, 'ready');
  t.ok(next.bytes > 4_000);
});
