import { type KeyObject, X509Certificate } from 'node:crypto';
import { type AuditAnchor, headBytes, receiptText } from '../../protocol/audit/audit-mark.js';
import { thinAnchors } from '../../protocol/audit/thin-anchors.js';
import type { SiteCode } from '../../protocol/ids.js';
import { isSigned } from '../../protocol/session/signed.js';
import { isTrustedIssuing } from '../certificates/chain.js';
import { certificateFingerprintOf } from '../certificates/fingerprint.js';
import { certificatesIn } from '../certificates/pem.js';
import { readTextIfThere, writeFileAtomically } from '../folder/atomic-file.js';
import { nodePaths, readIdentity } from '../node-folder.js';

/** What the hub has confirmed of a site's audit, with the word of its authority. */
export interface AuditReceipt extends AuditAnchor {
  readonly signature: Uint8Array;
}

/** Issuing authorities by their fingerprint. */
type Signers = ReadonlyMap<string, X509Certificate>;

interface Kept {
  readonly receipts: readonly AuditReceipt[];
  readonly issuing: Signers;
}

const nothing: Kept = { receipts: [], issuing: new Map() };

/** Without the hub damage is located to a quarter of the entries since: some fifty receipts, 25 KB. */
const fraction = 4;

/** The hub's receipts for checkpoints, beside the database and not in it: one of an earlier day is told by them (rule R7). */
export class ReceiptFile {
  readonly #path: string;
  readonly #site: SiteCode;
  readonly #readTrust: () => string;

  /** @param readTrust the bundle of roots that the site trusts now; empty where no hub has enrolled it yet */
  constructor(path: string, site: SiteCode, readTrust: () => string) {
    this.#path = path;
    this.#site = site;
    this.#readTrust = readTrust;
  }

  /**
   * Keeps a receipt. What was confirmed beyond it counts no more: the hub has found that this audit is another one, and
   * has said so, or was put back itself.
   * @param shown the certificate of the issuing authority that signed, DER; empty where it was shown before, or a root signed
   * @throws Problem `disk-full`, `permission-denied`
   */
  keep(anchor: AuditAnchor, signature: Uint8Array, shown: Uint8Array): void {
    const receipt = { ...anchor, signature };
    const { receipts: kept, issuing } = this.#read();
    const known = new Map([...issuing, ...signersIn([shown])]);
    if (!this.#isProven(receipt, this.#keysOf(known))) return;
    const last = kept.at(-1);
    if (last?.serial === anchor.serial && last.count === anchor.count && known.size === issuing.size) return;
    const all = [...kept.filter(({ count }) => count < anchor.count), receipt];
    const counts = all.map(({ count }) => count);
    const removed = new Set(thinAnchors(counts, fraction));
    this.#write({ receipts: all.filter(({ count }) => !removed.has(count)), issuing: known });
  }

  /** Those that prove themselves, by rising counts; none where the file is missing or damaged. */
  read(): readonly AuditReceipt[] {
    return this.#read().receipts;
  }

  #read(): Kept {
    const text = readTextIfThere(this.#path);
    if (text === undefined) return nothing;
    try {
      const { receipts, issuing: shown } = JSON.parse(text) as KeptFile;
      const issuing = signersIn((shown ?? []).map((each) => Buffer.from(each, 'base64')));
      const keys = this.#keysOf(issuing);
      const proven = receipts.map(receiptOf).filter((receipt) => this.#isProven(receipt, keys));
      return { receipts: proven.sort((left, right) => left.count - right.count), issuing };
    } catch {
      return nothing;
    }
  }

  /** Of the issuing authorities that rest on a root which is trusted now, and of the roots. */
  #keysOf(issuing: Signers): readonly KeyObject[] {
    const trustPem = this.#readTrust();
    if (trustPem === '') return [];
    const trusted = [...issuing.values()].filter((each) => isTrustedIssuing(trustPem, each));
    return [...trusted, ...certificatesIn(trustPem)].map(({ publicKey }) => publicKey);
  }

  #isProven({ signature, ...anchor }: AuditReceipt, keys: readonly KeyObject[]): boolean {
    const text = receiptText(this.#site, anchor);
    return keys.some((key) => isSigned(key, text, signature));
  }

  #write({ receipts, issuing }: Kept): void {
    const kept = receipts.map(
      ({ serial, epoch, count, head, milliseconds, signature }): KeptReceipt => ({
        ...{ serial, epoch, count, head: Buffer.from(head).toString('hex'), milliseconds },
        signature: Buffer.from(signature).toString('base64'),
      }),
    );
    const file: KeptFile = { receipts: kept, issuing: [...issuing.values()].map(({ raw }) => raw.toString('base64')) };
    writeFileAtomically(this.#path, `${JSON.stringify(file)}\n`);
  }
}

/** The receipts of a site's folder, for who is not its program. */
export function receiptsIn(dir: string, site: SiteCode): ReceiptFile {
  return new ReceiptFile(nodePaths(dir).auditReceipts, site, () => readIdentity(dir).authorityPem);
}

function signersIn(certificates: readonly Uint8Array[]): Signers {
  const signers = new Map<string, X509Certificate>();
  for (const bytes of certificates) {
    try {
      const certificate = new X509Certificate(bytes);
      signers.set(certificateFingerprintOf(certificate), certificate);
    } catch {
      // OpenSSL cannot read it.
    }
  }
  return signers;
}

interface KeptFile {
  readonly receipts: readonly KeptReceipt[];
  /** DER, base64. */
  readonly issuing?: readonly string[];
}

interface KeptReceipt {
  readonly serial: number;
  readonly epoch: number;
  readonly count: number;
  readonly head: string;
  readonly milliseconds: number;
  readonly signature: string;
}

function receiptOf({ head, signature, ...kept }: KeptReceipt): AuditReceipt {
  const [bytes, proof] = [Buffer.from(head, 'hex'), Buffer.from(signature, 'base64')];
  const { serial, epoch, count, milliseconds } = kept;
  const isWhole = [serial, epoch, count, milliseconds].every((each) => Number.isSafeInteger(each) && each >= 0);
  if (!isWhole || bytes.length !== headBytes) throw new Error('not a receipt');
  return { serial, epoch, count, milliseconds, head: bytes, signature: proof };
}
