import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { ActorOf, Person } from '../../fhir-api/actor.js';
import type { AuditEntry } from '../../journal/record-store.js';

const askerAuthor = 'Device/availability';

/** Who the program is when it asks itself: it may look at the directory, and at nothing of a patient (rule R2). */
const asker: Person = {
  ...{ name: 'availability', displayName: 'Availability', author: askerAuthor, role: 'ops' },
  expiresMilliseconds: Number.MAX_SAFE_INTEGER,
};

/** The secret of this run, which is nowhere but in memory, and whom it shows. */
export class ProbeAsker {
  readonly secret = randomBytes(32).toString('base64url');
  readonly #expected = digestOf(`Bearer ${this.secret}`);

  /** Knows the program's own question, which is one of FHIR, and asks on for all others. */
  knowing(actorOf: ActorOf): ActorOf {
    return (request) => {
      const isFhir = request.routeOptions.url?.startsWith('/fhir/') === true;
      const said = digestOf(request.headers.authorization ?? '');
      return timingSafeEqual(said, this.#expected) && isFhir ? asker : actorOf(request);
    };
  }
}

/** The looks of people and machines: nobody looked where the program asked itself, a thousand times a day. */
export function withoutProbes(entries: readonly AuditEntry[]): readonly AuditEntry[] {
  return entries.filter(({ author }) => author !== askerAuthor);
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
