import { OneAfterAnother } from '../../config/running/one-after-another.js';
import { systemTimers, type Timers } from '../../config/running/timers.js';
import type { CardKeyStore } from '../../journal/card-keys/card-key-store.js';
import type { KnownCardKeys } from '../../journal/card-keys/known-card-keys.js';
import type { RecordStore } from '../../journal/record-store.js';
import { parseResourceId, parseResourceType, type SiteCode } from '../../protocol/ids.js';
import { newCardKey, type OwnCardKey } from '../../record/card-keys/card-key.js';
import { cardKeyAuthor, cardKeyId, cardKeyResource, cardKeyType } from '../../record/card-keys/card-key-resource.js';
import { signCard, type VerifiedCard, verifyCard } from '../../record/card-keys/sign-card.js';
import { parseResource } from '../../record/parse.js';
import { isCardKeyDue } from './card-key-due.js';

export interface CardKeyKeeperOptions {
  readonly site: SiteCode;
  /** The hub's address: what cards name as who issued them. */
  readonly issuer: string;
  readonly store: CardKeyStore;
  readonly records: Pick<RecordStore, 'read' | 'commitBundle'>;
  readonly known: Pick<KnownCardKeys, 'read' | 'onChange'>;
  /** How long a key signs, days. */
  readonly daysMax: number;
  /** Milliseconds since 1970, as well as they are known. */
  readonly now: () => number;
  readonly timers?: Timers;
  readonly onError: (error: unknown) => void;
}

const lookMilliseconds = 3_600_000;

/** Makes a site's keys for health cards, and sees to it that everybody can know their public halves (rules H1, H2). */
export class CardKeyKeeper {
  readonly #options: CardKeyKeeperOptions;
  readonly #looks = new OneAfterAnother();
  #endLooks: (() => void) | undefined;
  #forget: (() => void) | undefined;

  constructor(options: CardKeyKeeperOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const { known, timers = systemTimers } = this.#options;
    this.#forget = known.onChange(() => void this.look());
    this.#endLooks = timers.every(lookMilliseconds, () => void this.look());
    await this.look();
  }

  async stop(): Promise<void> {
    this.#forget?.();
    this.#endLooks?.();
    await this.#looks.settled();
  }

  /** Makes a key where one is due, and tells of what is not told; one look after the other. */
  look(): Promise<void> {
    return this.#looks.run(() => this.#look()).catch(this.#options.onError);
  }

  /**
   * Signs a payload with the newest key. @param payload JSON, with `nbf` in seconds since 1970
   * @throws Error when no key could be made yet
   */
  async sign(payload: string): Promise<string> {
    const [newest] = await this.#options.store.own();
    if (newest === undefined) throw new Error('no key for health cards');
    return signCard(newest, payload);
  }

  /** Whether a card is of any site, by what is here; needs no link. */
  async verify(card: string): Promise<VerifiedCard> {
    return verifyCard(card, await this.#options.known.read());
  }

  async #look(): Promise<void> {
    const { store, known, daysMax, now } = this.#options;
    const [newest] = await store.own();
    if (isCardKeyDue(newest, await known.read(), now(), daysMax)) await store.add(newCardKey(now()));
    for (const key of await store.own()) if (now() < key.untilMilliseconds) await this.#tell(key);
  }

  /** Also again, where another node has written over it. */
  async #tell(key: OwnCardKey): Promise<void> {
    const { site, issuer, records } = this.#options;
    const type = parseResourceType(cardKeyType);
    const told = await records.read({ type, id: parseResourceId(cardKeyId(key.kid)) });
    if (told?.origin === site && told.author === cardKeyAuthor && !told.deleted) return;
    const resource = parseResource(JSON.stringify(cardKeyResource(site, key, issuer)));
    await records.commitBundle({ author: cardKeyAuthor, entries: [{ verb: 'update', resource }] });
  }
}
