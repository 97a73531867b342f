import { createHmac, timingSafeEqual } from 'node:crypto';

/** Bytes of every probe, request and answer alike (rule L10). */
export const probeBytes = 24;
/** Bytes of the code at its end: HMAC-SHA-256, cut. */
export const probeMacBytes = 8;

/** The first byte: version 1 in the high half. */
const kinds = { request: 0x11, answer: 0x12 } as const;
export type ProbeKind = keyof typeof kinds;

/** How many of the low bits of the sender's time a probe carries: 4.6 h. */
const timeModulus = 2 ** 24;

/** What a probe says. */
export interface Probe {
  /** Names the key, and with it site, link and run; 32 bits. */
  readonly tag: number;
  /** Counted up from 1 under each key by who asks; the answer returns it. 32 bits. */
  readonly sequence: number;
  /** How many probes the sender of this one has received under the key, modulo 2^32. */
  readonly count: number;
  /** The asker's steady time, milliseconds modulo 2^24; the answer returns it. */
  readonly milliseconds: number;
}

/** A probe as it goes out, 24 bytes. @param key 32 bytes, used for nothing else */
export function sealProbe(kind: ProbeKind, key: Uint8Array, probe: Probe): Uint8Array {
  const bytes = new Uint8Array(probeBytes);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, kinds[kind]);
  view.setUint32(1, probe.tag);
  view.setUint32(5, probe.sequence);
  view.setUint32(9, probe.count);
  const time = Math.floor(probe.milliseconds) % timeModulus;
  view.setUint8(13, time >>> 16);
  view.setUint16(14, time & 0xffff);
  bytes.set(macOf(key, bytes), probeBytes - probeMacBytes);
  return bytes;
}

/** The tag that says which key to try; `undefined` when the bytes are no probe of this kind. Proves nothing. */
export function tagOf(kind: ProbeKind, bytes: Uint8Array): number | undefined {
  if (bytes.length !== probeBytes || bytes[0] !== kinds[kind]) return undefined;
  return viewOf(bytes).getUint32(1);
}

/** What a probe says, once its code proves it (rule L11); `undefined` when it is of another kind, or forged. */
export function openProbe(kind: ProbeKind, key: Uint8Array, bytes: Uint8Array): Probe | undefined {
  const tag = tagOf(kind, bytes);
  if (tag === undefined) return undefined;
  if (!timingSafeEqual(macOf(key, bytes), bytes.subarray(probeBytes - probeMacBytes))) return undefined;
  const view = viewOf(bytes);
  const milliseconds = view.getUint8(13) * 0x10000 + view.getUint16(14);
  return { tag, sequence: view.getUint32(5), count: view.getUint32(9), milliseconds };
}

/** How far apart two counts are that wrap at 2^32; negative when `later` is behind. */
export function countDistance(later: number, earlier: number): number {
  return (later - earlier) | 0;
}

/** Everything before the code, the kind among it: an answer is never taken for a request. */
function macOf(key: Uint8Array, bytes: Uint8Array): Uint8Array {
  const said = bytes.subarray(0, probeBytes - probeMacBytes);
  return createHmac('sha256', key).update(said).digest().subarray(0, probeMacBytes);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
