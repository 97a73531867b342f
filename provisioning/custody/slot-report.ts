import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { keyCheck } from '../../journal/sqlite/key.js';
import type { Words } from '../words.js';
import { unattendedKinds } from './edit-slots.js';
import { type Opened, openSlot, tokenPathOf, type Unlocking } from './open-slot.js';
import { type AnySlot, isFirstForm, judgeList, type ListStanding, readSlotList, type SlotKind } from './slot-list.js';

/** One slot as it is found. */
export interface SlotFound {
  readonly id: string;
  readonly kind: SlotKind;
  /** `yes`; `no` with the reason; `unasked` where a person or the hub would have to be asked. */
  readonly opens: 'yes' | 'no' | 'unasked';
  readonly why?: string;
  /** The token's file, or whom an escrow is sealed to. */
  readonly where?: string;
  /** A token on the same file system as the database. */
  readonly isOnDisk?: boolean;
}

export interface SlotReport {
  readonly slots: readonly SlotFound[];
  /** `unknown` while nothing opens. */
  readonly list: ListStanding;
  readonly locked?: { readonly atMilliseconds: number; readonly by: string };
  /** Data keys of the time before a rotation, kept for its backups. */
  readonly earlierKeys: number;
  /** Tells this key from others, and nothing about it; absent while nothing opens. */
  readonly keyCheck?: string;
  readonly advice: readonly Words[];
}

/**
 * Looks at the slots of a folder and opens those that need nobody; the hub is not asked.
 * @param dataKeyHex where it is known already: the list is then judged by it, even if no slot opens here
 * @throws Problem `key-slots-damaged`
 */
export async function reportSlots(dir: string, unlocking: Unlocking = {}, dataKeyHex?: string): Promise<SlotReport> {
  const list = readSlotList(dir);
  const slots: SlotFound[] = [];
  let dataKey: Buffer | undefined = dataKeyHex === undefined ? undefined : Buffer.from(dataKeyHex, 'hex');
  for (const slot of list.slots) {
    const opened = mayTry(slot, unlocking) ? await openSlot(dir, slot, unlocking) : undefined;
    if (opened !== undefined && !('why' in opened)) dataKey = opened;
    slots.push({ ...describe(dir, slot), ...resultOf(opened) });
  }
  return {
    ...{ slots, list: judgeList(list, dataKey), earlierKeys: list.earlier?.length ?? 0 },
    ...(list.locked && { locked: list.locked }),
    ...(dataKey && { keyCheck: keyCheck(dataKey.toString('hex')) }),
    advice: adviceOn(slots),
  };
}

function mayTry({ kind }: AnySlot, { typed }: Unlocking): boolean {
  if (kind === 'hub') return false;
  return unattendedKinds.includes(kind) || typed !== undefined;
}

function resultOf(opened: Opened | undefined): Pick<SlotFound, 'opens' | 'why'> {
  if (opened === undefined) return { opens: 'unasked' };
  return 'why' in opened ? { opens: 'no', why: opened.why } : { opens: 'yes' };
}

function describe(dir: string, slot: AnySlot): Pick<SlotFound, 'id' | 'kind' | 'where' | 'isOnDisk'> {
  const { id, kind } = slot;
  if (slot.kind === 'token') {
    const where = tokenPathOf(dir, slot);
    return { id, kind, where, isOnDisk: deviceOf(dirname(where)) === deviceOf(dir) };
  }
  if (!isFirstForm(slot) && slot.kind === 'escrow') return { id, kind, where: slot.recipient };
  return { id, kind };
}

function deviceOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.dev;
}

/** What is risky in the set-up, the worst first. */
export function adviceOn(slots: readonly Pick<SlotFound, 'kind' | 'isOnDisk'>[]): readonly Words[] {
  const has = (kinds: readonly SlotKind[]) => slots.some(({ kind }) => kinds.includes(kind));
  const advice: Words[] = [];
  if (slots.some(({ isOnDisk }) => isOnDisk === true)) {
    advice.push({
      en: 'A token lies on the same disk as the records: who steals that disk reads everything. Move it to a stick: carnet key add-slot token --file …, then remove-slot.',
      fr: 'Un jeton se trouve sur le même disque que les données : qui vole ce disque lit tout. Mettez-le sur une clé USB : carnet key add-slot token --file …, puis remove-slot.',
    });
  }
  if (!has(['passphrase', 'recovery', 'escrow'])) {
    advice.push({
      en: 'Nothing that a person can type opens the key: without the token all is lost, and an order to lock is refused. Print a code: carnet key add-slot recovery.',
      fr: 'Rien de ce qu’une personne peut taper n’ouvre la clé : sans le jeton tout est perdu, et un ordre de verrouillage est refusé. Imprimez un code : carnet key add-slot recovery.',
    });
  }
  if (!has(unattendedKinds)) {
    advice.push({
      en: 'After each power cut somebody has to type the passphrase or the code.',
      fr: 'Après chaque coupure de courant, quelqu’un doit taper la phrase ou le code.',
    });
  }
  return advice;
}
