import { createPrivateKey } from 'node:crypto';
import { rmSync } from 'node:fs';
import type { SiteCode } from '../../protocol/ids.js';
import { certificateFingerprintOf } from '../certificates/fingerprint.js';
import { fitsKey, isIssuedFor } from '../certificates/inspect.js';
import { newKeyPair, publicKeyPemOf } from '../certificates/key-pair.js';
import { leafKeyBits, siteServerName } from '../certificates/profile.js';
import { readTextIfThere, writeFileAtomically } from '../folder/atomic-file.js';
import { type Identity, nodePaths, readIdentity } from '../node-folder.js';
import { replaceBundle } from '../trust/kept-bundles.js';

/** A key and its certificate, both PEM. */
export type OwnPair = Pick<Identity, 'keyPem' | 'certificatePem'>;

/**
 * The identity of a site while it is renewed. The next pair lies beside the one that is used until the hub has opened a
 * session with it; then it takes its place, and the one before is kept: a hub that was put back to an earlier day knows
 * only that (rule T27). Each file is whole or not there, and whatever is found after a crash is enough to go on.
 */
export class SiteIdentity {
  readonly #dir: string;
  readonly #site: SiteCode;
  #own: Identity;
  #next: Identity | undefined;
  /** The hub did not take the next one: the one before is tried again. */
  #isNextDoubted = false;

  /** @throws Problem `folder-not-initialised` */
  constructor(dir: string, site: SiteCode) {
    this.#dir = dir;
    this.#site = site;
    this.#own = readIdentity(dir);
    this.#next = this.#readNext();
    // A promotion was cut short: what it had already replaced does not fit what it had not.
    if (this.#next !== undefined && !fits(this.#own)) this.#takePlace(this.#next);
  }

  /** What new connections prove themselves with. */
  get current(): Identity {
    return this.#next === undefined || this.#isNextDoubted ? this.#own : this.#next;
  }

  /** Whose keys a renewal may be signed with: the current one's, then the one before. */
  signers(): readonly OwnPair[] {
    const { beforeKey, beforeCertificate } = nodePaths(this.#dir);
    const before = readPair(beforeKey, beforeCertificate);
    return before === undefined ? [this.#own] : [this.#own, before];
  }

  /** The request for the next certificate. Its key is kept before anybody hears of it: after a lost reply it asks again. */
  async request(): Promise<string> {
    // What writes certificates is large, and wanted once in a month.
    const { writeRequest } = await import('../certificates/request.js');
    const { nextKey } = nodePaths(this.#dir);
    const kept = readTextIfThere(nextKey);
    const isFresh = kept !== undefined && !isKeyOf(this.#own.certificatePem, kept);
    if (isFresh) return writeRequest({ privateKeyPem: kept, publicKeyPem: publicKeyPemOf(kept) }, this.#site);
    const pair = await newKeyPair(leafKeyBits);
    writeFileAtomically(nextKey, pair.privateKeyPem);
    return writeRequest(pair, this.#site);
  }

  /** Keeps the hub's answer. @returns whether it is the certificate that was asked for; another changes nothing */
  keepNext(certificatePem: string): boolean {
    const { nextKey, nextCertificate } = nodePaths(this.#dir);
    const keyPem = readTextIfThere(nextKey);
    if (keyPem === undefined || !this.#isOurs({ keyPem, certificatePem })) return false;
    writeFileAtomically(nextCertificate, certificatePem);
    this.#next = { ...this.#own, keyPem, certificatePem };
    this.#isNextDoubted = false;
    return true;
  }

  /** Other roots are trusted (rule E40); the certificates stay what they are. */
  noteTrust(authorityPem: string): void {
    replaceBundle(this.#dir, authorityPem);
    this.#own = { ...this.#own, authorityPem };
    if (this.#next !== undefined) this.#next = { ...this.#next, authorityPem };
  }

  /** The hub has opened a session with this certificate: it is the one from now on. */
  noteUsed(certificatePem: string): void {
    const next = this.#next;
    if (next === undefined) return;
    if (isSame(certificatePem, next.certificatePem)) this.#takePlace(next);
    else if (this.#isNextDoubted && isSame(certificatePem, this.#own.certificatePem)) this.#dropNext();
  }

  /** The hub refused the current one; another is tried if there is one. */
  noteRefused(): void {
    if (this.#next !== undefined) this.#isNextDoubted = !this.#isNextDoubted;
  }

  /** The old pair first, then certificate and key; the next one's files go last, so that each crash between finds them. */
  #takePlace(next: Identity): void {
    const { key, certificate, beforeKey, beforeCertificate, nextKey, nextCertificate } = nodePaths(this.#dir);
    if (fits(this.#own) && !isSame(this.#own.certificatePem, next.certificatePem)) {
      writeFileAtomically(beforeCertificate, this.#own.certificatePem);
      writeFileAtomically(beforeKey, this.#own.keyPem);
    }
    writeFileAtomically(certificate, next.certificatePem);
    writeFileAtomically(key, next.keyPem);
    rmSync(nextCertificate, { force: true });
    rmSync(nextKey, { force: true });
    this.#own = next;
    this.#next = undefined;
    this.#isNextDoubted = false;
  }

  #dropNext(): void {
    const { nextKey, nextCertificate } = nodePaths(this.#dir);
    rmSync(nextCertificate, { force: true });
    rmSync(nextKey, { force: true });
    this.#next = undefined;
    this.#isNextDoubted = false;
  }

  #readNext(): Identity | undefined {
    const { nextKey, nextCertificate } = nodePaths(this.#dir);
    const pair = readPair(nextKey, nextCertificate);
    return pair !== undefined && this.#isOurs(pair) ? { ...this.#own, ...pair } : undefined;
  }

  #isOurs(pair: OwnPair): boolean {
    try {
      return fits(pair) && isIssuedFor(this.#own.authorityPem, pair.certificatePem, siteServerName(this.#site));
    } catch {
      return false;
    }
  }
}

function readPair(keyPath: string, certificatePath: string): OwnPair | undefined {
  const keyPem = readTextIfThere(keyPath);
  const certificatePem = readTextIfThere(certificatePath);
  return keyPem === undefined || certificatePem === undefined ? undefined : { keyPem, certificatePem };
}

function fits({ keyPem, certificatePem }: OwnPair): boolean {
  return isKeyOf(certificatePem, keyPem);
}

function isKeyOf(certificatePem: string, keyPem: string): boolean {
  try {
    return fitsKey(certificatePem, createPrivateKey(keyPem));
  } catch {
    return false;
  }
}

function isSame(left: string, right: string): boolean {
  return certificateFingerprintOf(left) === certificateFingerprintOf(right);
}
