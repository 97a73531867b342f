import { existsSync, rmdirSync, rmSync } from 'node:fs';
import type { SiteCode } from '../../protocol/ids.js';
import { type KeyPairPem, newKeyPair } from '../certificates/key-pair.js';
import { leafKeyBits } from '../certificates/profile.js';
import { writeRequest } from '../certificates/request.js';
import { makePrivateFolder, readTextIfThere, writeFileAtomically } from '../folder/atomic-file.js';
import { type FolderLock, lockFolder } from '../folder/lock.js';
import { nodePaths } from '../node-folder.js';
import { newTunnelKeyPair, type TunnelKeyPair } from '../tunnel/tunnel-keys.js';
import { tunnelsMax } from '../tunnel/tunnel-plan.js';

/** The key of a box that has asked and not yet been answered: if the reply is lost, the same key asks again (rule E3). */
export interface PendingJoin {
  readonly inviteId: string;
  readonly pair: KeyPairPem;
  readonly requestPem: string;
  /** One for each link that the hub may name. */
  readonly tunnelPairs: readonly TunnelKeyPair[];
}

/** The folder of a box while it joins; held, and left as it was found unless the box becomes a site. */
export class JoiningFolder {
  readonly #dir: string;
  readonly #madeHere: boolean;
  readonly #lock: FolderLock;

  /** @throws Problem `folder-in-use`, `permission-denied`, `disk-full` */
  constructor(dir: string) {
    this.#dir = dir;
    this.#madeHere = !existsSync(dir);
    makePrivateFolder(dir);
    try {
      this.#lock = lockFolder(dir);
    } catch (cause) {
      this.#removeIfEmpty();
      throw cause;
    }
  }

  /** The key kept from an earlier attempt with the same code, or a new one, kept before anyone hears of it. */
  async keep(inviteId: string, site: SiteCode): Promise<{ readonly pending: PendingJoin; readonly isNew: boolean }> {
    const kept = this.#read();
    if (kept?.inviteId === inviteId && kept.tunnelPairs !== undefined) return { pending: kept, isNew: false };
    const pair = await newKeyPair(leafKeyBits);
    const tunnelPairs = Array.from({ length: tunnelsMax }, newTunnelKeyPair);
    const pending: PendingJoin = { inviteId, pair, requestPem: writeRequest(pair, site), tunnelPairs };
    writeFileAtomically(nodePaths(this.#dir).pendingJoin, JSON.stringify(pending));
    return { pending, isNew: true };
  }

  /** Forgets the key: it became the site's, or the hub refused the code for good. */
  forget(): void {
    rmSync(nodePaths(this.#dir).pendingJoin, { force: true });
  }

  /** Releases the folder; one that was made here and holds nothing goes away. */
  close(): void {
    this.#lock.release();
    this.#removeIfEmpty();
  }

  #removeIfEmpty(): void {
    if (!this.#madeHere) return;
    try {
      rmdirSync(this.#dir);
    } catch {
      // It holds something: the new site, or a key that may ask again.
    }
  }

  #read(): PendingJoin | undefined {
    try {
      return JSON.parse(readTextIfThere(nodePaths(this.#dir).pendingJoin) ?? '') as PendingJoin;
    } catch {
      return undefined;
    }
  }
}
