import { changeLicences, type LicenceChange } from '../../journal/change-licences.js';
import type { PeopleStore } from '../../journal/people-store.js';
import type { AuditEntry, RecordStore } from '../../journal/record-store.js';
import { Problem } from '../../protocol/problem.js';
import type { Person } from '../actor.js';

export interface LicenceDeskOptions {
  readonly people: Pick<PeopleStore, 'findUser'>;
  readonly records: Pick<RecordStore, 'read' | 'commitBundle'>;
  readonly audit: (entries: readonly AuditEntry[]) => Promise<void>;
}

/** By what the people of a hospital may practise, and until when (rule R50). */
export class LicenceDesk {
  readonly #options: LicenceDeskOptions;

  constructor(options: LicenceDeskOptions) {
    this.#options = options;
  }

  /** @throws Problem `not-found` without such an account or licence, `forbidden` of one's own, `version-conflict` */
  async change({ name, author }: Person, user: string, change: LicenceChange): Promise<void> {
    const { people, records, audit } = this.#options;
    if (user === name) throw new Problem('forbidden', 'one’s own licence');
    const found = await people.findUser(user);
    if (found === undefined) throw new Problem('not-found');
    await changeLicences(records, found.author, change, author);
    await audit([{ author, action: `user-licence ${change.kind}`, subject: found.author, outcome: 'done' }]);
  }
}
