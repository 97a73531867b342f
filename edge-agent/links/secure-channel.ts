import type { KeyObject } from 'node:crypto';
import type { Hello } from '../../protocol/control/hello.js';
import type { Welcome } from '../../protocol/control/welcome.js';
import type { LinkName, SiteCode } from '../../protocol/ids.js';
import type { Lane } from '../../protocol/lane.js';
import { deriveProbeKey, type ProbeKey } from '../../protocol/probe/probe-key.js';
import { Problem } from '../../protocol/problem.js';
import { openWelcome, sealHello } from '../../protocol/session/handshake.js';
import { deriveSessionKey, newKeyShare } from '../../protocol/session/key-share.js';
import { addMac, checkMac } from '../../protocol/session/mac.js';
import { deriveResumptionKey, type ResumptionKey } from '../../protocol/session/resumption.js';
import { signText } from '../../protocol/session/signed.js';
import { formatTopic } from '../../protocol/topics.js';

/** Which connection of which site. */
export interface ChannelScope {
  readonly site: SiteCode;
  readonly link: LinkName;
  readonly partition: number;
}

/** A site's end of what proves the messages of one connection. */
export interface SiteChannel {
  /** What the hello must carry. */
  readonly sessionKey: Uint8Array;
  sealHello(hello: Hello): Uint8Array;
  /** @throws Problem `scope-forged`, `batch-malformed` when it is not the hub's answer to the last hello */
  openWelcome(hubKey: KeyObject | undefined, message: Uint8Array): Welcome;
  /** What proves the probes of this link, from the welcome on (rule L12). */
  readonly probeKey: ProbeKey | undefined;
  /** What the next connection of this link may begin with, from the welcome on; absent where none does (rule L57). */
  readonly resumptionKey?: ResumptionKey | undefined;
  /** The signature of the site's certificate over a text that says by itself what it is. */
  sign(text: Uint8Array): Uint8Array;
  /** A message of the site as it goes out. */
  close(channel: Lane | 'ctl', payload: Uint8Array): Uint8Array;
  /** A message of the hub as it was meant. @throws Problem `scope-forged` */
  open(channel: Lane | 'ctl', message: Uint8Array): Uint8Array;
}

export interface SecureChannelOptions extends ChannelScope {
  /** The site's identity. */
  readonly privateKey: KeyObject;
}

/**
 * Proofs by keys: hello and welcome are signed, everything after them carries a code of
 * the session key, so that it is proven behind a broker that is not ours too (rules S14, S15).
 */
export class SecureChannel implements SiteChannel {
  readonly #options: SecureChannelOptions;
  readonly #share = newKeyShare();
  #hello: Uint8Array | undefined;
  #key: Uint8Array | undefined;

  constructor(options: SecureChannelOptions) {
    this.#options = options;
  }

  get sessionKey(): Uint8Array {
    return this.#share.publicBytes;
  }

  sealHello(hello: Hello): Uint8Array {
    const sealed = sealHello(this.#options.privateKey, this.#topic('up', 'ctl'), hello);
    this.#hello = sealed;
    return sealed;
  }

  openWelcome(hubKey: KeyObject | undefined, message: Uint8Array): Welcome {
    if (this.#hello === undefined || hubKey === undefined) throw new Problem('scope-forged', 'no hello, or no hub');
    const welcome = openWelcome(hubKey, this.#topic('dn', 'ctl'), this.#hello, message);
    this.#key = deriveSessionKey(this.#share, welcome.sessionKey, 'site');
    return welcome;
  }

  get probeKey(): ProbeKey | undefined {
    return this.#key && deriveProbeKey(this.#key);
  }

  get resumptionKey(): ResumptionKey | undefined {
    return this.#key && deriveResumptionKey(this.#key);
  }

  sign(text: Uint8Array): Uint8Array {
    return signText(this.#options.privateKey, text);
  }

  close(channel: Lane | 'ctl', payload: Uint8Array): Uint8Array {
    if (this.#key === undefined) throw new Problem('epoch-unknown', 'no session');
    return addMac(this.#key, this.#topic('up', channel), payload);
  }

  open(channel: Lane | 'ctl', message: Uint8Array): Uint8Array {
    if (this.#key === undefined) throw new Problem('scope-forged', 'no session');
    return checkMac(this.#key, this.#topic('dn', channel), message);
  }

  #topic(direction: 'up' | 'dn', channel: Lane | 'ctl'): string {
    const { site, link, partition } = this.#options;
    return formatTopic({ partition, site, link, direction, channel });
  }
}
