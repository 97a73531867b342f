import { generateKeyPairSync, hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Channel, SitePeer, SiteTransport } from '../../central-hub/broker/site-transport.js';
import type { GuardedTransport } from '../../central-hub/session/session-guard.js';
import type { SiteChannel } from '../../edge-agent/links/secure-channel.js';
import { equalBytes } from '../../protocol/bytes.js';
import { decodeControl, encodeControl } from '../../protocol/control/control.js';
import { sessionKeyBytes } from '../../protocol/control/hello.js';
import { Problem } from '../../protocol/problem.js';
import { type FeedSeals, sealBytes } from '../../protocol/session/feed-seal.js';
import { isSignedKind } from '../../protocol/session/handshake.js';

const noKey = new Uint8Array(sessionKeyBytes);
const sumBytes = 4;

/** Stands where a certificate's key would: the proofs of sessions are tested by themselves. */
export const { publicKey: anyPublicKey } = generateKeyPairSync('ed25519');

/** A session without secrets, which would make each run another: a check sum stands for the code of the session key. */
export const plainChannel: SiteChannel = {
  sessionKey: noKey,
  sealHello: (hello) => encodeControl<'hello'>(hello),
  openWelcome(_hubKey, message) {
    const welcome = decodeControl(message);
    if (welcome.kind !== 'welcome') throw new Problem('batch-malformed');
    return welcome;
  },
  probeKey: undefined,
  sign: plainSignature,
  close: (_channel, payload) => withSum(payload),
  open: (_channel, message) => checkSum(message),
};

/** The same, of a link that is probed. */
export const probedChannel: SiteChannel = { ...plainChannel, probeKey: { tag: 1, key: noKey } };

export function plainGuard(transport: SiteTransport): GuardedTransport {
  const opened = new WeakSet<SitePeer>();
  const isHello = (channel: Channel, message: Uint8Array) => channel === 'ctl' && isSignedKind(message);
  return {
    start: (events) => transport.start(events),
    stop: () => transport.stop(),
    disconnect: (peer) => transport.disconnect(peer),
    peers: () => transport.peers(),
    publish: (peer, channel, payload) =>
      transport.publish(peer, channel, opened.has(peer) ? withSum(payload) : payload),
    open: (peer, channel, message) => (opened.has(peer) && !isHello(channel, message) ? checkSum(message) : message),
    isHello,
    openHello(_peer, message) {
      const hello = decodeControl(message);
      if (hello.kind !== 'hello') throw new Problem('batch-malformed');
      return hello;
    },
    isSignedBy: (_peer, text, signature) => equalBytes(signature, plainSignature(text)),
    sessionKey: () => noKey,
    probeKey: () => undefined,
    async welcome(peer, _hello, _siteKey, welcome) {
      const published = transport.publish(peer, 'ctl', encodeControl<'welcome'>(welcome));
      opened.add(peer);
      await published;
    },
  };
}

/** Seals without a key: what they bind is the same. */
export const plainSeals: FeedSeals = {
  seal: ({ direction, site, epoch, lane }, { seq, chain }) =>
    hash(
      'sha256',
      Buffer.concat([Buffer.from(`${direction} ${site} ${epoch} ${lane} ${seq}`), chain]),
      'buffer',
    ).subarray(0, sealBytes),
  isOf: (feed, to, seal) => equalBytes(plainSeals.seal(feed, to), seal),
};

/** Signs without a key: what it binds is the same. */
export function plainSignature(text: Uint8Array): Uint8Array {
  return hash('sha256', text, 'buffer').subarray(0, sumBytes);
}

/** What a message says, whether it carries a sum or not: a refusal before the welcome has none. */
export function withoutSum(message: Uint8Array): Uint8Array {
  return !isSignedKind(message) && endsInSum(message) ? message.subarray(0, -sumBytes) : message;
}

export function withSum(payload: Uint8Array): Uint8Array {
  const sum = Buffer.alloc(sumBytes);
  sum.writeUInt32BE(crc32(payload));
  return Buffer.concat([payload, sum]);
}

function endsInSum(message: Uint8Array): boolean {
  if (message.length < sumBytes) return false;
  return Buffer.from(message.subarray(-sumBytes)).readUInt32BE() === crc32(message.subarray(0, -sumBytes));
}

/** @throws Problem `scope-forged` as for a wrong code */
function checkSum(message: Uint8Array): Uint8Array {
  if (!endsInSum(message)) throw new Problem('scope-forged');
  return message.subarray(0, -sumBytes);
}
