import type { AccountChangeStore, KeptChange } from '../../journal/account-changes/account-change-store.js';
import type { PeopleStore } from '../../journal/people-store.js';
import { practitionerOf } from '../../journal/practitioner-of.js';
import type { AuditEntry, RecordStore } from '../../journal/record-store.js';
import type { SignInStore } from '../../journal/sign-ins/sign-in-store.js';
import { Problem } from '../../protocol/problem.js';
import { type AccountAnswer, isTold, mayAnswer } from '../../record/accounts/account-change.js';
import { licencesOf } from '../../record/licence.js';
import type { FhirObject } from '../../record/resource.js';
import type { Person } from '../actor.js';
import { isUsualSession } from '../sign-ins/usual-session.js';
import { authorsShown, type ShownAuthor } from './change-author.js';

export interface OwnChangesOptions {
  readonly accountChanges: AccountChangeStore;
  readonly signIns: SignInStore;
  readonly people: Pick<PeopleStore, 'listUsers' | 'removeSessions'>;
  readonly records: Pick<RecordStore, 'read'>;
  readonly audit: (entries: readonly AuditEntry[]) => Promise<void>;
}

/** A change of one's account. */
export interface ShownChange {
  readonly change: KeptChange;
  readonly by: ShownAuthor;
  /** Whether it is told in this session. */
  readonly isNew: boolean;
}

/** What changed of a person's account, and what they say of it (rules N24, N25). */
export class OwnChangesDesk {
  readonly #options: OwnChangesOptions;

  constructor(options: OwnChangesOptions) {
    this.#options = options;
  }

  /** @param session SHA-256 of the secret of the session that asks, hex */
  async list(
    person: Person,
    session: string,
  ): Promise<{ readonly changes: readonly ShownChange[]; readonly maySee: boolean }> {
    const { accountChanges, people, signIns } = this.#options;
    await this.#noticeLicences(person);
    const changes = await accountChanges.list(person.name);
    const authors = changes.map(({ author }) => author);
    const authorOf = await authorsShown(people, authors, person.author);
    const shown = changes.map((change) => ({ change, by: authorOf(change.author), isNew: isTold(change, session) }));
    return { changes: shown, maySee: await isUsualSession(signIns, session) };
  }

  /**
   * They have seen all up to this one; or it was not they who did it, and all their sessions end.
   * @returns whether this session has ended
   * @throws Problem `not-found`, `forbidden` where this session may not say so
   */
  async answer({ name, author }: Person, session: string, id: number, answer: AccountAnswer): Promise<boolean> {
    const { accountChanges, people, signIns, audit } = this.#options;
    const change = await accountChanges.find(id);
    if (change === undefined || change.user !== name) throw new Problem('not-found');
    if (!mayAnswer(change, answer, { session, isUsual: await isUsualSession(signIns, session) })) {
      throw new Problem('forbidden', 'not in this session');
    }
    const isTheirs = answer === 'seen';
    await audit([{ author, action: `account-answer ${answer} ${change.kind}`, subject: '', outcome: 'done' }]);
    if (isTheirs) await accountChanges.seeAll(name, id, session);
    else await accountChanges.answer(id, answer);
    if (!isTheirs) await people.removeSessions(name);
    return !isTheirs;
  }

  /** Licences come by every way that a Practitioner is written, and from other nodes: they are compared when their person comes. */
  async #noticeLicences({ name, author }: Person): Promise<void> {
    const { accountChanges, records } = this.#options;
    const found = await practitionerOf(records, author);
    if (found === undefined) return;
    const { practitioner, version } = found;
    const change = { kind: 'licence', author: version.author, address: '', session: '' } as const;
    const milliseconds = version.lastUpdatedMilliseconds;
    await accountChanges.keepLicences(name, shownLicences(practitioner), { ...change, milliseconds });
  }
}

/** What tells one state of somebody's licences from another, as databases keep it. */
function shownLicences(practitioner: FhirObject): string {
  const licences = licencesOf(practitioner).map(({ name, number, from, until }) => {
    // Those of before had no number here, and did not change by that.
    return { name, from, until, ...(number !== '' && { number }) };
  });
  return JSON.stringify(licences);
}
