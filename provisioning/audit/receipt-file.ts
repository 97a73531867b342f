import { type KeyObject, X509Certificate } from 'node:crypto';
import { type AuditAnchor, headBytes, receiptText } from '../../protocol/audit/audit-mark.js';
import { thinAnchors } from '../../protocol/audit/thin-anchors.js';
import type { SiteCode } from '../../protocol/ids.js';
import { isSigned } from '../../protocol/session/signed.js';
import { readTextIfThere, writeFileAtomically } from '../folder/atomic-file.js';

/** What the hub has confirmed of a site's audit, with the word of its authority. */
export interface AuditReceipt extends AuditAnchor {
  readonly signature: Uint8Array;
}

/** Without the hub damage is located to a quarter of the entries since: some fifty receipts, 25 KB. */
const fraction = 4;

/** The hub's receipts for checkpoints, beside the database and not in it: one of an earlier day is told by them (rule R7). */
export class ReceiptFile {
  readonly #path: string;
  readonly #site: SiteCode;
  readonly #authorityPem: string;
  #authorityKey: KeyObject | undefined;

  constructor(path: string, site: SiteCode, authorityPem: string) {
    this.#path = path;
    this.#site = site;
    this.#authorityPem = authorityPem;
  }

  /**
   * Keeps a receipt. What was confirmed beyond it counts no more: the hub has found that this audit is another one, and
   * has said so, or was put back itself.
   * @throws Problem `disk-full`, `permission-denied`
   */
  keep(anchor: AuditAnchor, signature: Uint8Array): void {
    const receipt = { ...anchor, signature };
    if (!this.#isProven(receipt)) return;
    const kept = this.read();
    if (kept.at(-1)?.serial === anchor.serial && kept.at(-1)?.count === anchor.count) return;
    const all = [...kept.filter(({ count }) => count < anchor.count), receipt];
    const counts = all.map(({ count }) => count);
    const removed = new Set(thinAnchors(counts, fraction));
    this.#write(all.filter(({ count }) => !removed.has(count)));
  }

  /** Those that prove themselves, by rising counts; none where the file is missing or damaged. */
  read(): readonly AuditReceipt[] {
    const text = readTextIfThere(this.#path);
    if (text === undefined) return [];
    try {
      const list = (JSON.parse(text) as { receipts: readonly KeptReceipt[] }).receipts.map(receiptOf);
      return list.filter((receipt) => this.#isProven(receipt)).sort((left, right) => left.count - right.count);
    } catch {
      return [];
    }
  }

  #isProven({ signature, ...anchor }: AuditReceipt): boolean {
    // A box that no hub has enrolled yet has no authority, and no receipt.
    this.#authorityKey ??= new X509Certificate(this.#authorityPem).publicKey;
    return isSigned(this.#authorityKey, receiptText(this.#site, anchor), signature);
  }

  #write(receipts: readonly AuditReceipt[]): void {
    const kept = receipts.map(
      ({ serial, epoch, count, head, milliseconds, signature }): KeptReceipt => ({
        ...{ serial, epoch, count, head: Buffer.from(head).toString('hex'), milliseconds },
        signature: Buffer.from(signature).toString('base64'),
      }),
    );
    writeFileAtomically(this.#path, `${JSON.stringify({ receipts: kept })}\n`);
  }
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
