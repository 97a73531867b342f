import { ByteWriter, equalBytes } from '../bytes.js';
import type { SiteCode } from '../ids.js';

/** Bytes of a head, and of one that is only compared. */
export const headBytes = 32;
export const shortHeadBytes = 16;

/** The end of a site's audit: how many entries there are, and the chain over all of them (rule R4). */
export interface AuditMark {
  /** The epoch of the site's log in which it was so. */
  readonly epoch: number;
  /** Entries are numbered from 1 without gaps, so the number of the last one. */
  readonly count: number;
  readonly head: Uint8Array;
}

/** A mark that the hub has been given, in its order. */
export interface AuditAnchor extends AuditMark {
  /** Grows with all that the hub takes or takes back of a site; who speaks names the one that it has heard of (rule R6). */
  readonly serial: number;
  /** By the site's clock, milliseconds since 1970. */
  readonly milliseconds: number;
}

/** Before anything of a site is known. */
export const noAnchor: AuditAnchor = {
  ...{ serial: 0, epoch: 0, count: 0, head: new Uint8Array(headBytes), milliseconds: 0 },
};

export function shortHead(head: Uint8Array): Uint8Array {
  return head.subarray(0, shortHeadBytes);
}

/** Whether two heads are of the same chain, where one of them may be shortened. */
export function isSameHead(left: Uint8Array, right: Uint8Array): boolean {
  return equalBytes(shortHead(left), shortHead(right));
}

/** What a site signs for a checkpoint (rule R4): every field with its length, so that no two have the same bytes. */
export function checkpointText(site: SiteCode, mark: AuditMark, milliseconds: number): Uint8Array {
  const { epoch, count, head } = mark;
  const writer = new ByteWriter().text('carnet audit checkpoint 1').text(site).integer(epoch).integer(count);
  return writer.bytes(head).integer(milliseconds).finish();
}

/** What the hub's authority signs for a receipt (rule R7). */
export function receiptText(site: SiteCode, anchor: AuditAnchor): Uint8Array {
  const { serial, epoch, count, head, milliseconds } = anchor;
  const writer = new ByteWriter().text('carnet audit receipt 1').text(site).integer(serial).integer(epoch);
  return writer.integer(count).bytes(head).integer(milliseconds).finish();
}
