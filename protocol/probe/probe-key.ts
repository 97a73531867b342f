import { hkdfSync } from 'node:crypto';

/** What proves the probes of one link for one run of a site. */
export interface ProbeKey {
  /** Names the key on the wire; 32 bits. */
  readonly tag: number;
  /** 32 bytes. */
  readonly key: Uint8Array;
}

const keyBytes = 32;
const tagBytes = 4;

/**
 * The probe key that both ends of a session come to without saying anything more (HKDF, RFC 5869; rule L12).
 * @param sessionKey of the handshake (rule S15)
 */
export function deriveProbeKey(sessionKey: Uint8Array): ProbeKey {
  const derived = new Uint8Array(hkdfSync('sha256', sessionKey, '', 'carnet probe 1', keyBytes + tagBytes));
  return { tag: new DataView(derived.buffer).getUint32(keyBytes), key: derived.subarray(0, keyBytes) };
}
