import type { SiteCode } from '../../protocol/ids.js';

/** The hub's shares of the keys of sites (rule K8). */
export interface KeyShareStore {
  /** Keeps a new share; a slot that has one keeps that. @throws Problem `forbidden` beyond `countMax` of a site */
  make(share: KeyShare, atMilliseconds: number, countMax: number): Promise<Uint8Array>;
  find(site: SiteCode, slot: string): Promise<Uint8Array | undefined>;
  /** The site's shares are gone: its slots of the kind open nothing any more. @returns how many there were */
  forget(site: SiteCode): Promise<number>;
}

export interface KeyShare {
  readonly site: SiteCode;
  /** The id of the slot, 16 hex digits. */
  readonly slot: string;
  /** 32 random bytes. */
  readonly share: Uint8Array;
}
