import type { AccountChange } from '../../record/accounts/account-change.js';

/** What people come back to a session by that is locked. */
export interface PinStore {
  find(user: string): Promise<Pin | undefined>;
  /** All that people have, by user. */
  list(): Promise<readonly Pin[]>;
  /** Keeps a PIN in the place of the one before; no wrong one is held against it. @throws Problem `not-found` */
  put(pin: Omit<Pin, 'misses'>, told?: AccountChange): Promise<void>;
  remove(user: string, told?: AccountChange): Promise<void>;
  /**
   * An attempt begins: it counts as wrong until {@link forgive}, for the person and for the session, so that many at once are
   * not all judged. `undefined`, and nothing counted, where so many were wrong already, or there is no PIN.
   * @param session SHA-256 of the secret of the session, hex
   */
  beginAttempt(user: string, session: string, missesMax: number): Promise<Pin | undefined>;
  /** The person has proved who they are: nothing is held against them any more, in this session and by their PIN. */
  forgive(user: string, session: string): Promise<void>;
}

export interface Pin {
  readonly user: string;
  /** `scrypt$N$r$p$salt$hash`, base64url. */
  readonly hash: string;
  /** Milliseconds since 1970. */
  readonly chosenMilliseconds: number;
  /** Wrong ones in a row, in whichever session. */
  readonly misses: number;
}
