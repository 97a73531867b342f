import type { LinkName } from '../../protocol/ids.js';
import { isStillShown, type ResumptionKey, type ShownCertificate } from '../../protocol/session/resumption.js';

/** The welcome that told the newest may be lost: then the one before it is offered. */
const keysPerLinkMax = 2;
/** However many links a site says that it has. */
const keysPerCertificateMax = 16;

interface Kept extends ResumptionKey {
  readonly link: LinkName;
  readonly shown: ShownCertificate;
}

/**
 * With what connections may begin in place of certificates, in memory only: a hub that starts knows none, and every site
 * shows its certificate again (rule L57).
 */
export class Resumptions {
  readonly #now: () => number;
  readonly #elapsedMilliseconds: () => number;
  /** Oldest first, of each certificate. */
  readonly #byFingerprint = new Map<string, readonly Kept[]>();
  readonly #byIdentity = new Map<string, Kept>();

  constructor(now: () => number, elapsedMilliseconds: () => number) {
    this.#now = now;
    this.#elapsedMilliseconds = elapsedMilliseconds;
  }

  /** @param shown what the connection was opened with, by itself or by an earlier key */
  keep(link: LinkName, key: ResumptionKey, shown: ShownCertificate): void {
    if (this.#byIdentity.has(key.identity)) return;
    const { fingerprint256 } = shown.certificate;
    const before = this.#byFingerprint.get(fingerprint256) ?? [];
    const ofLink = before.filter((kept) => kept.link === link);
    const dropped = ofLink.slice(0, Math.max(0, ofLink.length + 1 - keysPerLinkMax));
    const rest = before.filter((kept) => !dropped.includes(kept));
    this.#set(fingerprint256, [...rest, { ...key, link, shown }].slice(-keysPerCertificateMax));
  }

  /** The key that an identity names, while what was shown for it holds as if it were shown now. */
  find(identity: string): { readonly key: Uint8Array; readonly shown: ShownCertificate } | undefined {
    const kept = this.#byIdentity.get(identity);
    if (kept === undefined) return undefined;
    const at = { wallMilliseconds: this.#now(), steadyMilliseconds: this.#elapsedMilliseconds() };
    return isStillShown(kept.shown, at) ? kept : undefined;
  }

  /** The certificate was refused: nothing begins with it any more. */
  forget(fingerprint256: string): void {
    this.#set(fingerprint256, []);
  }

  #set(fingerprint256: string, entries: readonly Kept[]): void {
    for (const { identity } of this.#byFingerprint.get(fingerprint256) ?? []) this.#byIdentity.delete(identity);
    if (entries.length === 0) this.#byFingerprint.delete(fingerprint256);
    else this.#byFingerprint.set(fingerprint256, entries);
    for (const kept of entries) this.#byIdentity.set(kept.identity, kept);
  }
}
