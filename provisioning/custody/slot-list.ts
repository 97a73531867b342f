import { createHash, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { existsSync } from 'node:fs';
import { Problem } from '../../protocol/problem.js';
import { readTextIfThere, writeFileAtomically } from '../folder/atomic-file.js';
import { holdsNode, nodePaths } from '../node-folder.js';
import type { ScryptCost, WrappedKey } from './key-wrapping.js';
import type { SealedKey } from './slot-sealing.js';

/** What every slot has: the public half of its pair, and the data key sealed to it under kind and id. */
interface Sealed {
  /** Random; 16 hex digits. */
  readonly id: string;
  /** Base64url. */
  readonly publicKey: string;
  readonly sealed: SealedKey;
}

/** One way to the data key (rule E7); how its secret is found depends on its kind. */
export type KeySlot = Sealed &
  (
    | {
        readonly kind: 'token';
        /** The file with the secret, as a rule on a stick; within the node's folder when it is not absolute. */
        readonly path: string;
      }
    | { readonly kind: 'passphrase'; readonly salt: string; readonly cost: ScryptCost }
    | { readonly kind: 'recovery' }
    | {
        readonly kind: 'escrow';
        /** Whom the code is sealed to, and the code itself. */
        readonly recipient: string;
        readonly code: SealedKey;
      }
    | { readonly kind: 'hub' }
    | {
        readonly kind: 'tpm';
        /** What the TPM loads again, base64url. */
        readonly publicPart: string;
        readonly privatePart: string;
      }
  );

export type SlotKind = KeySlot['kind'];

/** Of a folder that was made by the first form: wrapped under the secret itself. */
export type FirstFormSlot = WrappedKey & { readonly id: string } & (
    | { readonly kind: 'token' }
    | { readonly kind: 'passphrase'; readonly salt: string; readonly cost: ScryptCost }
  );

export type AnySlot = KeySlot | FirstFormSlot;

/** A data key before a rotation, for the backups of its time; wrapped under the present one. */
export interface EarlierKey extends WrappedKey {
  /** The first 16 bytes of its databases, hex. */
  readonly check: string;
}

/** What `key-slots.json` holds. */
export interface SlotList {
  readonly slots: readonly AnySlot[];
  readonly earlier?: readonly EarlierKey[];
  /** Set by an order: nothing opens unattended. */
  readonly locked?: { readonly atMilliseconds: number; readonly by: string };
  /** Over all of it, under the data key: nobody else has put a slot in (rule K9). */
  readonly seal?: string;
  /** Over all of it, without a key: tells damage before the day that a slot is needed. */
  readonly check?: string;
}

/** @throws Problem `folder-incomplete`, `folder-not-initialised` where there is no node either, `key-slots-damaged` */
export function readSlotList(dir: string): SlotList {
  const { keySlots } = nodePaths(dir);
  if (!existsSync(keySlots) && !holdsNode(dir)) throw new Problem('folder-not-initialised', dir);
  return readSlotFile(keySlots);
}

/** The same of a copy that lies elsewhere. @throws Problem `folder-incomplete`, `key-slots-damaged` */
export function readSlotFile(path: string): SlotList {
  const text = readTextIfThere(path);
  if (text === undefined) throw new Problem('folder-incomplete', path);
  try {
    const list = JSON.parse(text) as SlotList;
    if (!Array.isArray(list.slots) || list.slots.length === 0) throw new Error('no slots');
    return list;
  } catch (cause) {
    throw new Problem('key-slots-damaged', path, [], { cause });
  }
}

/** Writes the list whole or not at all, sealed under the data key. */
export function writeSlotList(dir: string, list: SlotList, dataKey: Uint8Array): void {
  writeFileAtomically(nodePaths(dir).keySlots, slotListText(list, dataKey));
}

/** The list as it stands in its file. */
export function slotListText(list: SlotList, dataKey: Uint8Array): string {
  const content = contentOf(list);
  const whole = { version: 2, ...content, seal: sealOf(content, dataKey), check: checkOf(content) };
  return `${JSON.stringify(whole, null, 2)}\n`;
}

/** Of a list: as it was written, by a holder of the key; `unknown` where nobody has the key to tell. */
export type ListStanding = 'good' | 'damaged' | 'altered' | 'unknown';

/** Whether the list is as it was written, and by the holder of the data key (rule K9). */
export function judgeList(list: SlotList, dataKey: Uint8Array | undefined): ListStanding {
  if (!isWhole(list)) return 'damaged';
  if (list.seal === undefined) return list.slots.every(isFirstForm) ? 'good' : 'altered';
  if (dataKey === undefined) return 'unknown';
  return isSealedBy(list, dataKey) ? 'good' : 'altered';
}

/** Of one of the first form nothing is known. */
function isWhole(list: SlotList): boolean {
  return list.check === undefined ? list.slots.every(isFirstForm) : list.check === checkOf(contentOf(list));
}

function isSealedBy(list: SlotList, dataKey: Uint8Array): boolean {
  const wanted = Buffer.from(sealOf(contentOf(list), dataKey), 'base64url');
  const given = Buffer.from(list.seal ?? '', 'base64url');
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

export function isFirstForm(slot: AnySlot): slot is FirstFormSlot {
  return !('publicKey' in slot);
}

/** What a key is bound to in its slot. */
export function contextOf({ kind, id }: Pick<KeySlot, 'kind' | 'id'>): string {
  return `carnet key slot 2 ${kind} ${id}`;
}

function contentOf({ slots, earlier, locked }: SlotList) {
  return { slots, ...(earlier && { earlier }), ...(locked && { locked }) };
}

function sealOf(content: object, dataKey: Uint8Array): string {
  const key = Buffer.from(hkdfSync('sha256', dataKey, Buffer.alloc(0), 'carnet key slots seal 2', 32));
  return createHmac('sha256', key).update(JSON.stringify(content)).digest('base64url');
}

function checkOf(content: object): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 32);
}
