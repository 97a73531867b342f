import { randomBytes } from 'node:crypto';
import { existsSync, rmdirSync, rmSync } from 'node:fs';
import type { SiteCode } from '../../protocol/ids.js';
import { type KeyPairPem, type MakeKeyPair, newKeyPair } from '../certificates/key-pair.js';
import { leafKeyBits } from '../certificates/profile.js';
import { writeRequest } from '../certificates/request.js';
import { makePrivateFolder, readTextIfThere, writeFileAtomically } from '../folder/atomic-file.js';
import { type FolderLock, lockFolder } from '../folder/lock.js';
import { nodePaths } from '../node-folder.js';
import { newTunnelKeyPair, type TunnelKeyPair } from '../tunnel/tunnel-keys.js';
import { tunnelsMax } from '../tunnel/tunnel-plan.js';
import type { InviteSecret } from './invite-secret.js';
import type { JoinPlan, LinkAddress } from './join-options.js';
import type { OneTimeCode } from './one-time-code.js';

/** The key of a box that has asked and not yet been answered: if the reply is lost, the same key asks again (rule E3). */
export interface PendingJoin {
  readonly inviteId: string;
  /** As the code said (rule E30). Absent where the box asked on an earlier day. */
  readonly boxNumber?: number;
  readonly pair: KeyPairPem;
  readonly requestPem: string;
  /** One for each link that the hub may name. */
  readonly tunnelPairs: readonly TunnelKeyPair[];
  /** Where the answer comes when nobody types the code any more: by a file, or when the hub is reached. */
  readonly later?: EnrolLater;
}

export type KeptPending = PendingJoin & { readonly later: EnrolLater };

/** All that is needed to go on without the code, which is kept nowhere (rule E20). */
export interface EnrolLater {
  readonly site: SiteCode;
  readonly proofKey: string;
  /** Of the request by file, hex. */
  readonly siteNonce: string;
  readonly plan: Omit<JoinPlan, 'linkAddresses'> & { readonly linkAddresses: readonly [string, LinkAddress][] };
}

export function planOf({ plan }: EnrolLater): JoinPlan {
  return { ...plan, linkAddresses: new Map(plan.linkAddresses) };
}

export function readPending(dir: string): PendingJoin | undefined {
  try {
    return JSON.parse(readTextIfThere(nodePaths(dir).pendingJoin) ?? '') as PendingJoin;
  } catch {
    return undefined;
  }
}

/** Forgets the key as one that asks: it became the site's, or the hub refused the code for good. */
export function forgetPending(dir: string): void {
  rmSync(nodePaths(dir).pendingJoin, { force: true });
}

/** The folder of a box while it joins; held, and left as it was found unless the box becomes a site. */
export class JoiningFolder {
  readonly #dir: string;
  readonly #makeKeyPair: MakeKeyPair;
  readonly #madeHere: boolean;
  readonly #lock: FolderLock;

  /** @throws Problem `folder-in-use`, `permission-denied`, `disk-full` */
  constructor(dir: string, makeKeyPair: MakeKeyPair = newKeyPair) {
    this.#dir = dir;
    this.#makeKeyPair = makeKeyPair;
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
  async keep(
    inviteId: string,
    { site, boxNumber }: OneTimeCode,
  ): Promise<{ readonly pending: PendingJoin; readonly isNew: boolean }> {
    const kept = readPending(this.#dir);
    if (kept?.inviteId === inviteId && kept.tunnelPairs !== undefined) return { pending: kept, isNew: false };
    const pair = await this.#makeKeyPair(leafKeyBits);
    const tunnelPairs = Array.from({ length: tunnelsMax }, newTunnelKeyPair);
    const requestPem = writeRequest(pair, site);
    const pending: PendingJoin = { inviteId, boxNumber, pair, requestPem, tunnelPairs };
    this.#write(pending);
    return { pending, isNew: true };
  }

  /** The same, with what is needed to go on without the code. */
  async keepForLater(secret: InviteSecret, code: OneTimeCode, plan: JoinPlan) {
    const { pending, isNew } = await this.keep(secret.inviteId, code);
    const { site } = code;
    const { hubUrl, https, http, extraHosts, linkAddresses, tunnels } = plan;
    const later: EnrolLater = {
      ...{ site, proofKey: secret.proofKey, siteNonce: pending.later?.siteNonce ?? randomBytes(32).toString('hex') },
      plan: {
        ...{ hubUrl, https, extraHosts, linkAddresses: [...linkAddresses] },
        ...(http !== undefined && { http }),
        ...(tunnels !== undefined && { tunnels }),
      },
    };
    const kept: KeptPending = { ...pending, later };
    this.#write(kept);
    return { pending: kept, isNew };
  }

  /** What was kept before; nothing, where nothing was. */
  putBack(before: PendingJoin | undefined): void {
    if (before === undefined) this.forget();
    else this.#write(before);
  }

  forget(): void {
    forgetPending(this.#dir);
  }

  /** Releases the folder; one that was made here and holds nothing goes away. */
  close(): void {
    this.#lock.release();
    this.#removeIfEmpty();
  }

  #write(pending: PendingJoin): void {
    writeFileAtomically(nodePaths(this.#dir).pendingJoin, JSON.stringify(pending));
  }

  #removeIfEmpty(): void {
    if (!this.#madeHere) return;
    try {
      rmdirSync(this.#dir);
    } catch {
      // It holds something: the new site, or a key that may ask again.
    }
  }
}
