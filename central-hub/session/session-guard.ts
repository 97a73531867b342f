import type { KeyObject } from 'node:crypto';
import type { Hello } from '../../protocol/control/hello.js';
import type { Welcome } from '../../protocol/control/welcome.js';
import { deriveProbeKey, type ProbeKey } from '../../protocol/probe/probe-key.js';
import { isSignedKind, openHello, sealWelcome } from '../../protocol/session/handshake.js';
import { deriveSessionKey, type KeyShare, newKeyShare } from '../../protocol/session/key-share.js';
import { addMac, checkMac } from '../../protocol/session/mac.js';
import { deriveResumptionKey } from '../../protocol/session/resumption.js';
import { isSigned } from '../../protocol/session/signed.js';
import { formatTopic } from '../../protocol/topics.js';
import type { Channel, SitePeer, SiteTransport, SiteTransportEvents } from '../broker/site-transport.js';

/** What one connection has proven. */
interface Proof {
  readonly share: KeyShare;
  /** The key of the session; `undefined` before the first welcome. */
  key: Uint8Array | undefined;
}

/** A transport whose messages are proven: hello and welcome by themselves, the others as of a session. */
export interface GuardedTransport extends SiteTransport {
  /** A message of a session as it was meant; one of a connection without session as it is. @throws Problem `scope-forged` */
  open(peer: SitePeer, channel: Channel, message: Uint8Array): Uint8Array;
  isHello(channel: Channel, message: Uint8Array): boolean;
  /** @throws Problem `scope-forged`, `batch-malformed` */
  openHello(peer: SitePeer, message: Uint8Array): Hello;
  /** Whether the key of the certificate that a connection shows has signed a text. */
  isSignedBy(peer: SitePeer, text: Uint8Array, signature: Uint8Array): boolean;
  /** What the welcome to a connection must carry. */
  sessionKey(peer: SitePeer): Uint8Array;
  /** What proves the probes of the link, after its welcome (rule L12). */
  probeKey(peer: SitePeer): ProbeKey | undefined;
  /** Answers a hello; what is published to the connection after this is of the session. */
  welcome(peer: SitePeer, hello: Uint8Array, siteKey: Uint8Array, welcome: Welcome): Promise<void>;
}

/**
 * The hub's end of the proofs of each connection, between the transport and whoever speaks over it: hello and welcome
 * are signed, everything after them carries a code of the session key (rules S14, S15).
 */
export class SessionGuard implements GuardedTransport {
  readonly #transport: SiteTransport;
  readonly #privateKey: KeyObject;
  readonly #proofs = new WeakMap<SitePeer, Proof>();

  /** @param privateKey the hub's own */
  constructor(transport: SiteTransport, privateKey: KeyObject) {
    this.#transport = transport;
    this.#privateKey = privateKey;
  }

  start(events: SiteTransportEvents): Promise<void> {
    return this.#transport.start(events);
  }

  stop(): Promise<void> {
    return this.#transport.stop();
  }

  /** With the code of the session; as it is before the first welcome, when only a refusal is said. */
  publish(peer: SitePeer, channel: Channel, payload: Uint8Array): Promise<void> {
    const key = this.#proofs.get(peer)?.key;
    const message = key === undefined ? payload : addMac(key, topicOf(peer, 'dn', channel), payload);
    return this.#transport.publish(peer, channel, message);
  }

  disconnect(peer: SitePeer): void {
    this.#transport.disconnect(peer);
  }

  peers(): readonly SitePeer[] {
    return this.#transport.peers();
  }

  open(peer: SitePeer, channel: Channel, message: Uint8Array): Uint8Array {
    const key = this.#proofs.get(peer)?.key;
    if (key === undefined || this.isHello(channel, message)) return message;
    return checkMac(key, topicOf(peer, 'up', channel), message);
  }

  isHello(channel: Channel, message: Uint8Array): boolean {
    return channel === 'ctl' && isSignedKind(message);
  }

  openHello(peer: SitePeer, message: Uint8Array): Hello {
    return openHello(peer.publicKey, topicOf(peer, 'up', 'ctl'), message);
  }

  isSignedBy({ publicKey }: SitePeer, text: Uint8Array, signature: Uint8Array): boolean {
    return isSigned(publicKey, text, signature);
  }

  sessionKey(peer: SitePeer): Uint8Array {
    return this.#proof(peer).share.publicBytes;
  }

  probeKey(peer: SitePeer): ProbeKey | undefined {
    const key = this.#proofs.get(peer)?.key;
    return key && deriveProbeKey(key);
  }

  async welcome(peer: SitePeer, hello: Uint8Array, siteKey: Uint8Array, welcome: Welcome): Promise<void> {
    const proof = this.#proof(peer);
    const key = deriveSessionKey(proof.share, siteKey, 'hub');
    const message = sealWelcome(this.#privateKey, topicOf(peer, 'dn', 'ctl'), hello, welcome);
    this.#transport.keepResumption?.(peer, deriveResumptionKey(key));
    const published = this.#transport.publish(peer, 'ctl', message);
    proof.key = key;
    await published;
  }

  #proof(peer: SitePeer): Proof {
    let proof = this.#proofs.get(peer);
    if (proof === undefined) {
      proof = { share: newKeyShare(), key: undefined };
      this.#proofs.set(peer, proof);
    }
    return proof;
  }
}

function topicOf(peer: SitePeer, direction: 'up' | 'dn', channel: Channel): string {
  return formatTopic({ ...peer, direction, channel });
}
