import { isAbsolute, join } from 'node:path';
import { Problem, type ProblemCode } from '../../protocol/problem.js';
import { readTextIfThere } from '../folder/atomic-file.js';
import { askForShare } from '../key-share/ask-share.js';
import { nodePaths } from '../node-folder.js';
import { unwrapKey, wrappingKeyOfPassphrase, wrappingKeyOfToken } from './key-wrapping.js';
import { recoveryCodeIn } from './recovery-code.js';
import { type AnySlot, contextOf, type FirstFormSlot, isFirstForm, type KeySlot } from './slot-list.js';
import { openSealed, pairOfSecret, type SlotPair } from './slot-sealing.js';
import { unsealInTpm } from './tpm.js';

/** What may open a slot beside the files of the box. */
export interface Unlocking {
  /** What a person typed: a passphrase, or a recovery code. */
  readonly typed?: string;
  /** The database that the key has to open; the node's journal when left out. */
  readonly database?: string;
}

/** Why a slot does not open. */
export interface ClosedSlot {
  /** In words for a technician. */
  readonly why: string;
  /** What hub or TPM answered, or did not; absent where nobody was asked. */
  readonly code?: ProblemCode;
}

/** The data key, or why the slot does not open. */
export type Opened = Buffer | ClosedSlot;

/** Tries one slot; what is wrong with it is no reason not to try the others. */
export async function openSlot(dir: string, slot: AnySlot, unlocking: Unlocking): Promise<Opened> {
  try {
    if (isFirstForm(slot)) return (await openFirstForm(dir, slot, unlocking)) ?? closed(slot, unlocking);
    const pair = await pairOf(dir, slot, unlocking);
    if ('why' in pair) return pair;
    return openSealed(pair, slot.sealed, contextOf(slot)) ?? closed(slot, unlocking);
  } catch (cause) {
    if (!(cause instanceof Problem)) return { why: `${slot.kind}: damaged` };
    const { code, detail } = cause;
    return { why: `${slot.kind}: ${code}${detail === '' ? '' : ` (${detail})`}`, code };
  }
}

/** The pair of the slot's secret, or why there is none. @throws Problem of hub or TPM */
async function pairOf(dir: string, slot: KeySlot, { typed }: Unlocking): Promise<SlotPair | ClosedSlot> {
  switch (slot.kind) {
    case 'token': {
      const token = readTextIfThere(tokenPathOf(dir, slot))?.trim();
      return token === undefined ? missing(slot) : pairOfSecret(Buffer.from(token, 'base64url'), slot.kind);
    }
    case 'passphrase': {
      if (typed === undefined) return missing(slot);
      const key = await wrappingKeyOfPassphrase(typed, Buffer.from(slot.salt, 'base64url'), slot.cost);
      return pairOfSecret(key, slot.kind);
    }
    case 'recovery':
    case 'escrow': {
      const code = typed === undefined ? undefined : recoveryCodeIn(typed);
      return code === undefined ? missing(slot) : pairOfSecret(Buffer.from(code, 'ascii'), slot.kind);
    }
    case 'tpm':
      return pairOfSecret(await unsealInTpm(slot), slot.kind);
    case 'hub':
      return pairOfSecret(await askForShare(dir, slot.id, 'give'), slot.kind);
    default:
      // A newer Carnet may have other kinds; another slot may still open.
      return { why: 'of a kind that this version does not know' };
  }
}

/** The file of a token slot. */
export function tokenPathOf(dir: string, slot: AnySlot & { readonly kind: 'token' }): string {
  if (isFirstForm(slot)) return nodePaths(dir).slotToken;
  return isAbsolute(slot.path) ? slot.path : join(dir, slot.path);
}

async function openFirstForm(dir: string, slot: FirstFormSlot, { typed }: Unlocking) {
  const context = `carnet key slot 1 ${slot.kind} ${slot.id}`;
  if (slot.kind === 'token') {
    const token = readTextIfThere(nodePaths(dir).slotToken)?.trim();
    return token === undefined ? missing(slot) : unwrapKey(wrappingKeyOfToken(token), slot, context);
  }
  if (typed === undefined) return missing(slot);
  const key = await wrappingKeyOfPassphrase(typed, Buffer.from(slot.salt, 'base64url'), slot.cost);
  return unwrapKey(key, slot, context);
}

function missing(slot: AnySlot): ClosedSlot {
  switch (slot.kind) {
    case 'token':
      return { why: `${isFirstForm(slot) ? 'slot.token' : slot.path} is missing` };
    case 'passphrase':
      return { why: 'passphrase: not given' };
    default:
      return { why: `${slot.kind}: no code was given` };
  }
}

function closed(slot: AnySlot, { typed }: Unlocking): ClosedSlot {
  if (slot.kind === 'token') return { why: `${isFirstForm(slot) ? 'slot.token' : slot.path} fits no slot` };
  return { why: typed === undefined ? `${slot.kind}: does not open` : `${slot.kind}: not the one that was typed` };
}
