import type { User } from '../../../journal/people-store.js';
import type {
  NewSecurityKey,
  SecurityKey,
  SecurityKeyStore,
} from '../../../journal/security-keys/security-key-store.js';
import { Problem } from '../../../protocol/problem.js';
import type { KeyCreation, KeyDescriptor, KeyWay, MadeKey, ShownKey } from '../../../protocol/security-key-messages.js';
import type { AccountChange } from '../../../record/accounts/account-change.js';
import { unknownAuthor } from '../../../record/accounts/program-author.js';
import { changeMade } from '../../account-changes/change-made.js';
import { apiLimits } from '../../limits.js';
import { type ChallengeUse, KeyChallenges } from './key-challenges.js';
import type { KeyPlace } from './key-place.js';
import { keyAlgorithms, verifyMadeKey, verifyShownKey } from './verify-key.js';

export interface SecurityKeysOptions {
  readonly keys: SecurityKeyStore;
  /** Of the site or hub, as people know it. */
  readonly name: string;
  readonly newSecret: () => string;
  readonly hashSecret: (secret: string) => string;
  /** Keeps outside of the database that a key is good no more (rule N22). */
  readonly keepRevokedKey: (key: Pick<SecurityKey, 'id'>) => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

type Here = Extract<KeyPlace, { kind: 'here' }>;

/** Keys of people (WebAuthn) as second factor (rules N18 to N22). */
export class SecurityKeys {
  readonly #options: SecurityKeysOptions;
  readonly #challenges: KeyChallenges;

  constructor(options: SecurityKeysOptions) {
    this.#options = options;
    this.#challenges = new KeyChallenges(options.now, options.newSecret);
  }

  listOf(user: string): Promise<readonly SecurityKey[]> {
    return this.#options.keys.listOf(user);
  }

  /** Whether somebody has one, be it good no more: nobody is offered a second factor who has one. */
  async hasAny(user: string): Promise<boolean> {
    return (await this.listOf(user)).length > 0;
  }

  /** How a person can show a key; `undefined` for who has none that is good. */
  async wayFor(user: string, place: KeyPlace | undefined): Promise<KeyWay | undefined> {
    const good = (await this.listOf(user)).filter(isGood);
    if (place === undefined || good.length === 0) return undefined;
    if (place.kind === 'elsewhere') return { address: place.address ?? null };
    const here = good.filter(({ host }) => host === place.host);
    const [other] = good;
    if (here.length === 0) return { address: other === undefined ? null : `https://${other.host}/` };
    return {
      request: {
        challenge: this.#challenges.make(useOf('show', user, place)),
        rpId: place.host,
        allowCredentials: here.map(descriptorOf),
        userVerification: 'preferred',
        timeout: apiLimits.keyChallengeMillisecondsMax,
      },
    };
  }

  /**
   * Judges what a key answered. Its person is told of one that may be copied, in every session: it may be they who lost it.
   * @throws Problem `key-wrong`; `key-copied` where its count did not rise, and then it is good no more
   */
  async use(
    user: string,
    shown: ShownKey,
    { place, address }: { readonly place: KeyPlace | undefined; readonly address: string },
  ): Promise<{ readonly key: string }> {
    const { keys, now } = this.#options;
    const key = await keys.find(shown.id);
    if (place?.kind !== 'here' || key?.user !== user || !isGood(key)) throw new Problem('key-wrong');
    const spend = (challenge: string) => this.#challenges.spend(challenge, useOf('show', user, place));
    const signCount = await verifyShownKey(shown, key, { place, spend });
    if (signCount === undefined) throw new Problem('key-wrong');
    const told = changeMade('key-copied', unknownAuthor, { address }, now());
    if ((await keys.use(key.id, signCount, now(), told)) === 'copied') throw new Problem('key-copied');
    return { key: key.id };
  }

  /** What a browser makes a new key by. @throws Problem `key-needs-name` */
  async offer({ name, displayName, author }: User, place: KeyPlace | undefined): Promise<KeyCreation> {
    const here = hereOf(place);
    const own = (await this.listOf(name)).filter(({ host }) => host === here.host);
    return {
      challenge: this.#challenges.make(useOf('add', name, here)),
      rp: { id: here.host, name: `Carnet ${this.#options.name}` },
      // Shown to nobody, and of no use elsewhere: it stays on the key, which may be lost.
      user: { id: Buffer.from(this.#options.hashSecret(author), 'hex').toString('base64url'), name, displayName },
      pubKeyCredParams: keyAlgorithms.map((alg) => ({ type: 'public-key', alg })),
      excludeCredentials: own.map(descriptorOf),
      authenticatorSelection: { residentKey: 'discouraged', userVerification: 'preferred' },
      attestation: 'none',
      timeout: apiLimits.keyChallengeMillisecondsMax,
    };
  }

  /** A new key, once it has answered what was offered. @throws Problem `key-needs-name`, `key-refused` */
  async prove(user: string, made: MadeKey, called: string, place: KeyPlace | undefined): Promise<NewSecurityKey> {
    const here = hereOf(place);
    if ((await this.listOf(user)).length >= apiLimits.keysPerPersonMax) throw new Problem('key-refused');
    const spend = (challenge: string) => this.#challenges.spend(challenge, useOf('add', user, here));
    const proven = await verifyMadeKey(made, { place: here, spend });
    if (proven === undefined) throw new Problem('key-refused');
    const { transports } = made.response;
    return { ...proven, user, name: called, host: here.host, transports, addedMilliseconds: this.#options.now() };
  }

  /** @param recoveryHashes recovery codes that were made with it. @throws Problem `key-refused` where it is there already */
  async add(key: NewSecurityKey, recoveryHashes: readonly string[] | undefined, told: AccountChange): Promise<void> {
    if (!(await this.#options.keys.add(key, recoveryHashes, told))) throw new Problem('key-refused');
  }

  /** The same by the token of an offer. @throws Problem `offer-ended` */
  async take(
    token: string,
    key: NewSecurityKey,
    recoveryHashes: readonly string[],
    told: AccountChange,
  ): Promise<void> {
    const { keys, hashSecret } = this.#options;
    if (!(await keys.take(hashSecret(token), key, recoveryHashes, told))) throw new Problem('offer-ended');
  }

  /** @throws Problem `not-found` */
  async remove(user: string, id: string, told: AccountChange): Promise<void> {
    const { keys, keepRevokedKey } = this.#options;
    const key = (await this.listOf(user)).find((one) => one.id === id);
    if (key === undefined) throw new Problem('not-found', 'key');
    keepRevokedKey(key);
    await keys.remove(user, id, told);
  }
}

function isGood({ copiedMilliseconds }: SecurityKey): boolean {
  return copiedMilliseconds === undefined;
}

function hereOf(place: KeyPlace | undefined): Here {
  if (place?.kind === 'here') return place;
  throw new Problem('key-needs-name', place?.address);
}

function useOf(ceremony: ChallengeUse['ceremony'], user: string, { bond, host }: Here): ChallengeUse {
  return { ceremony, user, bond, host };
}

function descriptorOf({ id, transports }: SecurityKey): KeyDescriptor {
  return { type: 'public-key', id, transports };
}
