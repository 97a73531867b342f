import type { AccountChangeStore, KeptChange } from '../../journal/account-changes/account-change-store.js';
import type { ApprovalStore } from '../../journal/approvals/approval-store.js';
import type { GlassStore } from '../../journal/care/glass-store.js';
import type { FoundCredential, PeopleStore, User } from '../../journal/people-store.js';
import { practitionerOf } from '../../journal/practitioner-of.js';
import type { AuditEntry, RecordStore } from '../../journal/record-store.js';
import type { SecondFactorStore } from '../../journal/second-factors/second-factor-store.js';
import type { SecurityKeyStore } from '../../journal/security-keys/security-key-store.js';
import type { KeptSignIn, SignInStore } from '../../journal/sign-ins/sign-in-store.js';
import { Problem } from '../../protocol/problem.js';
import { isLicensed, type Licence, licencesOf } from '../../record/licence.js';
import { authorsShown, type ShownAuthor } from '../account-changes/change-author.js';
import { changeMade, type DoneAt } from '../account-changes/change-made.js';
import type { Person } from '../actor.js';
import { sessionIdOf } from '../session/session-id.js';

export interface PeopleDeskOptions {
  readonly people: PeopleStore;
  readonly secondFactors: Pick<SecondFactorStore, 'list'>;
  readonly securityKeys: Pick<SecurityKeyStore, 'list'>;
  readonly signIns: SignInStore;
  readonly accountChanges: AccountChangeStore;
  readonly approvals: ApprovalStore;
  readonly records: Pick<RecordStore, 'read'>;
  readonly glass: Pick<GlassStore, 'end'>;
  readonly audit: (entries: readonly AuditEntry[]) => Promise<void>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** An account, as the hospital's administrator sees it. */
export interface ShownAccount {
  readonly user: User;
  readonly hasSecondFactor: boolean;
  readonly licences: readonly Licence[];
  /** Whether they may change prescriptions by their licences (rule R24). */
  readonly isLicensed: boolean;
  readonly lastSignIn: KeptSignIn | undefined;
  /** Whether nobody approved of the account yet, or of another role. */
  readonly isWaiting: boolean;
}

/** A session that is open, and how it began; that is not known of those of an earlier program. */
export interface OpenSession {
  /** Tells it from others, and opens nothing. */
  readonly id: string;
  readonly found: FoundCredential;
  readonly began: KeptSignIn | undefined;
}

/** A change that its person says was not theirs. */
export interface Denied extends KeptChange {
  readonly by: ShownAuthor;
}

/** The people of a hospital and their sessions, for its administrator (rule R33). */
export class PeopleDesk {
  readonly #options: PeopleDeskOptions;

  constructor(options: PeopleDeskOptions) {
    this.#options = options;
  }

  async accounts(): Promise<readonly ShownAccount[]> {
    const { people, secondFactors, securityKeys, signIns, approvals } = this.#options;
    const [codes, keys] = await Promise.all([secondFactors.list(), securityKeys.list()]);
    const good = keys.filter(({ copiedMilliseconds }) => copiedMilliseconds === undefined);
    const factors = new Set([...codes, ...good].map(({ user }) => user));
    const users = await people.listUsers();
    const asked = new Set((await approvals.list()).map(({ user }) => user));
    return Promise.all(
      users.map(async (user) => {
        const [lastSignIn] = await signIns.lately(user.name);
        const isWaiting = asked.has(user.name);
        return {
          user,
          isWaiting,
          hasSecondFactor: factors.has(user.name),
          lastSignIn,
          ...(await this.#licencesOf(user)),
        };
      }),
    );
  }

  async sessions(): Promise<readonly OpenSession[]> {
    const { people, signIns, now } = this.#options;
    const open = await people.openSessions(now());
    return Promise.all(
      open.map(async (found) => {
        const { hash } = found.credential;
        return { id: sessionIdOf(hash), found, began: await signIns.ofSession(hash) };
      }),
    );
  }

  /** Ends somebody's session. @throws Problem `not-found` */
  async endSession({ author }: Person, id: string, at: DoneAt): Promise<void> {
    const { people, glass, audit, now } = this.#options;
    const open = await people.openSessions(now());
    const found = open.find(({ credential }) => sessionIdOf(credential.hash) === id);
    if (found === undefined) throw new Problem('not-found');
    const { credential, user } = found;
    await glass.end(credential.hash, now());
    const isOwn = user.author === author;
    await people.removeCredential(credential.hash, isOwn ? undefined : changeMade('session', author, at, now()));
    await audit([{ author, action: 'session-end', subject: user.author, outcome: 'done' }]);
  }

  unusual(): Promise<readonly KeptSignIn[]> {
    return this.#options.signIns.unusual();
  }

  /** Notes that somebody has seen an unusual sign-in. @throws Problem `not-found`; `version-conflict` where somebody did before */
  async review({ author }: Person, id: number): Promise<void> {
    const { people, signIns, audit, now } = this.#options;
    const found = await signIns.find(id);
    if (found === undefined || found.reasons.length === 0) throw new Problem('not-found');
    if (!(await signIns.review(id, author, now()))) throw new Problem('version-conflict');
    const subject = (await people.findUser(found.user))?.author ?? '';
    await audit([{ author, action: 'sign-in-review', subject, outcome: 'done' }]);
  }

  /** Changes that people say were not theirs. */
  async denied(): Promise<readonly Denied[]> {
    const { accountChanges, people } = this.#options;
    const changes = await accountChanges.denied();
    const authors = changes.map(({ author }) => author);
    const authorOf = await authorsShown(people, authors, undefined);
    return changes.map((change) => ({ ...change, by: authorOf(change.author) }));
  }

  /** Notes that somebody has seen that. @throws Problem `not-found`; `version-conflict` where somebody did before */
  async reviewDenied({ author }: Person, id: number): Promise<void> {
    const { people, accountChanges, audit, now } = this.#options;
    const found = await accountChanges.find(id);
    if (found?.answer !== 'not-mine') throw new Problem('not-found');
    if (!(await accountChanges.review(id, author, now()))) throw new Problem('version-conflict');
    const subject = (await people.findUser(found.user))?.author ?? '';
    await audit([{ author, action: 'account-review', subject, outcome: 'done' }]);
  }

  async #licencesOf({ author }: User): Promise<Pick<ShownAccount, 'licences' | 'isLicensed'>> {
    const found = await practitionerOf(this.#options.records, author);
    if (found === undefined) return { licences: [], isLicensed: true };
    const { practitioner } = found;
    return { licences: licencesOf(practitioner), isLicensed: isLicensed(practitioner, this.#options.now()) };
  }
}
