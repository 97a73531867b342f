import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import t from 'tap';
import type { SitePeer, SiteTransport } from '../../../central-hub/broker/site-transport.js';
import { SessionGuard } from '../../../central-hub/session/session-guard.js';
import { SecureChannel } from '../../../edge-agent/links/secure-channel.js';
import type { Hello } from '../../../protocol/control/hello.js';
import type { Welcome } from '../../../protocol/control/welcome.js';
import { parseLinkName, parseSiteCode } from '../../../protocol/ids.js';
import { problemOf } from '../../support/problem-of.js';
import { plainHello, plainWelcome } from '../../support/protocol-arbitraries.js';

const site = parseSiteCode('7KD');
const link = parseLinkName('fibre');
const welcome: Welcome = {
  ...{ kind: 'welcome', protocol: 1, schema: 1, hubEpoch: 1, epoch: 1, hubMilliseconds: 0, dictionaries: [], ups: [] },
  ...plainWelcome,
};

function pemPair() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    privateKey: createPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    publicKey: createPublicKey(privateKey),
  };
}

/** Both ends of one connection, and what the hub has published. */
function setUp() {
  const [siteKeys, hubKeys] = [pemPair(), pemPair()];
  const published: Uint8Array[] = [];
  const transport: SiteTransport = {
    start: async () => {},
    stop: async () => {},
    publish: async (_peer, _channel, payload) => void published.push(payload),
    disconnect: () => {},
    peers: () => [],
  };
  const peer: SitePeer = {
    ...{ site, link, partition: 0, fingerprint: 'f', publicKey: siteKeys.publicKey, connectedMilliseconds: 0 },
  };
  const channel = new SecureChannel({ site, link, partition: 0, privateKey: siteKeys.privateKey });
  const hello: Hello = {
    ...{ kind: 'hello', protocol: 1, schema: 1, site, epoch: 1, bootId: 'b', dictionaries: [], heads: [] },
    ...{ hubEpoch: 0, downs: [], ...plainHello, sessionKey: channel.sessionKey },
  };
  return { channel, guard: new SessionGuard(transport, hubKeys.privateKey), peer, hello, published, hubKeys };
}

t.test('[S14][S15][L12] after hello and welcome both ends prove every message to each other', async (t) => {
  const { channel, guard, peer, hello, published, hubKeys } = setUp();
  const said = channel.sealHello(hello);
  t.ok(guard.isHello('ctl', said));
  t.same(guard.openHello(peer, said).site, site);
  await guard.welcome(peer, said, hello.sessionKey, { ...welcome, sessionKey: guard.sessionKey(peer) });
  const [answer] = published;
  if (answer === undefined) throw new Error('no welcome');
  channel.openWelcome(hubKeys.publicKey, answer);
  t.ok(channel.probeKey);
  t.same(channel.probeKey, guard.probeKey(peer), 'the key of probes, too');
  const batch = Buffer.from('batch');
  t.same(Buffer.from(guard.open(peer, 2, channel.close(2, batch))), batch);
  await guard.publish(peer, 3, batch);
  t.same(Buffer.from(channel.open(3, published[1] ?? batch)), batch);
  for (const forged of [
    () => guard.open(peer, 2, batch),
    () => guard.open(peer, 1, channel.close(2, batch)),
    () => guard.open({ ...peer }, 2, batch) === batch && guard.open(peer, 2, published[1] ?? batch),
    () => channel.open(2, published[1] ?? batch),
    () => channel.open(3, batch),
  ]) {
    t.equal(problemOf(forged), 'scope-forged');
  }
});

t.test('[S14] a hello of another key or topic, and a welcome to another hello, are forged', async (t) => {
  const { channel, guard, peer, hello, published, hubKeys } = setUp();
  const stranger = new SecureChannel({ site, link, partition: 0, privateKey: pemPair().privateKey });
  t.equal(
    problemOf(() => guard.openHello(peer, stranger.sealHello(hello))),
    'scope-forged',
  );
  const said = channel.sealHello(hello);
  t.equal(
    problemOf(() => guard.openHello({ ...peer, link: parseLinkName('geo') }, said)),
    'scope-forged',
  );
  await guard.welcome(peer, said, hello.sessionKey, { ...welcome, sessionKey: guard.sessionKey(peer) });
  const [answer] = published;
  if (answer === undefined) throw new Error('no welcome');
  t.equal(
    problemOf(() => channel.openWelcome(pemPair().publicKey, answer)),
    'scope-forged',
    'not the hub',
  );
  channel.sealHello({ ...hello, epoch: 2 });
  t.equal(
    problemOf(() => channel.openWelcome(hubKeys.publicKey, answer)),
    'scope-forged',
    'an earlier hello',
  );
});
