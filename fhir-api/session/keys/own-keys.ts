import type { PeopleStore, User } from '../../../journal/people-store.js';
import { Problem } from '../../../protocol/problem.js';
import type { KeyCreation, MadeKey } from '../../../protocol/security-key-messages.js';
import { changeMade, type DoneAt } from '../../account-changes/change-made.js';
import type { Person } from '../../actor.js';
import type { AccountAction, Again, Unproven } from '../account/own-account.js';
import type { Proving } from '../proving.js';
import type { SecondFactors } from '../second-factor/second-factors.js';
import type { KeyPlace } from './key-place.js';
import type { SecurityKeys } from './security-keys.js';

export interface OwnKeysOptions {
  readonly people: Pick<PeopleStore, 'findUser'>;
  readonly proving: Proving;
  readonly factors: SecondFactors;
  readonly securityKeys: SecurityKeys;
  readonly note: (author: string, action: AccountAction) => Promise<void>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Keys that a person in a session adds to their account and takes from it (rule N22). */
export class OwnKeys {
  readonly #options: OwnKeysOptions;

  constructor(options: OwnKeysOptions) {
    this.#options = options;
  }

  /**
   * What a browser makes a key by, for who has proved again who they are.
   * @throws Problem as {@link Proving.prove}; `key-needs-name`
   */
  async offer(person: Person, again: Again): Promise<Unproven | { kind: 'creation'; creation: KeyCreation }> {
    const { proving, securityKeys } = this.#options;
    const standing = await proving.proveAgain({ name: person.name, ...again });
    if (standing.kind !== 'proven') return standing;
    return { kind: 'creation', creation: await securityKeys.offer(standing.user, again.place) };
  }

  /**
   * Keeps a key that has answered what was offered to this session.
   * @returns recovery codes, where it is their first second factor
   * @throws Problem `key-needs-name`, `key-refused`
   */
  async add(
    { name, author }: Person,
    made: MadeKey,
    called: string,
    { place, ...at }: DoneAt & { readonly place: KeyPlace },
  ): Promise<readonly string[] | undefined> {
    const { securityKeys, factors, note, now } = this.#options;
    const key = await securityKeys.prove(name, made, called, place);
    const isFirst = (await factors.find(name)) === undefined && !(await securityKeys.hasAny(name));
    const recovery = isFirst ? factors.makeRecoveryCodes() : undefined;
    await securityKeys.add(key, recovery?.hashes, changeMade('key-added', author, at, now()));
    await note(author, 'key-add');
    return recovery?.codes;
  }

  /** All their sessions end. @throws Problem `not-found`, `key-last` where the password alone would be left */
  async remove({ name, author }: Person, id: string, at: DoneAt): Promise<User> {
    const { people, securityKeys, factors, note, now } = this.#options;
    const all = await securityKeys.listOf(name);
    if (!all.some((one) => one.id === id)) throw new Problem('not-found', 'key');
    if (all.length === 1 && (await factors.find(name)) === undefined) throw new Problem('key-last');
    await securityKeys.remove(name, id, changeMade('key-removed', author, at, now()));
    await note(author, 'key-remove');
    const user = await people.findUser(name);
    if (user === undefined) throw new Problem('unauthenticated');
    return user;
  }
}
