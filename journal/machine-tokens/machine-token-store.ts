import type { ResourceId } from '../../protocol/ids.js';
import type { CredentialMove } from '../people-store.js';

/** The machines that may use this node. Of a token's secret only a hash is kept. */
export interface MachineTokenStore {
  /** @throws Problem `already-exists`: a name stays its first token's, so that the audit means one */
  add(token: NewMachineToken): Promise<void>;
  /** The token of a secret, while it is neither expired nor revoked. */
  find(hash: string, nowMilliseconds: number): Promise<MachineToken | undefined>;
  /** The token of this name, also one that has ended. */
  findNamed(name: string): Promise<MachineToken | undefined>;
  /** All there ever were, by name. */
  list(): Promise<readonly MachineToken[]>;
  /** Ends a token; one that has ended stays as it is. @throws Problem `not-found` */
  revoke(name: string, nowMilliseconds: number): Promise<MachineToken>;
  noteUse(name: string, nowMilliseconds: number): Promise<void>;
  /** The clock was found to be wrong: moves what was made by it (rule T24). */
  move(move: Omit<CredentialMove, 'sessionEndsMilliseconds'>): Promise<void>;
}

/** Times in milliseconds since 1970. */
export interface MachineToken {
  readonly name: string;
  /** The author of what it writes: a FHIR reference, `Device/…`. */
  readonly author: string;
  /** As `record/machine-scopes.ts` reads them. */
  readonly scopes: string;
  /** The patient whom `patient/` scopes are about. */
  readonly patient: ResourceId | undefined;
  readonly createdMilliseconds: number;
  readonly expiresMilliseconds: number;
  readonly usedMilliseconds: number | undefined;
  readonly revokedMilliseconds: number | undefined;
}

export interface NewMachineToken extends Omit<MachineToken, 'usedMilliseconds' | 'revokedMilliseconds'> {
  /** SHA-256 of the secret, hex. */
  readonly hash: string;
}
