import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AskLimiter } from '../../config/running/ask-limiter.js';
import { reachOf } from '../../fhir-api/access/decide.js';
import { knownPerson } from '../../fhir-api/access/known-actor.js';
import type { ActorOf, Person } from '../../fhir-api/actor.js';
import type { RecordStore } from '../../journal/record-store.js';
import type { RemoteRequest, RemoteStore } from '../../journal/remote-store.js';
import { parseResourceId } from '../../protocol/ids.js';
import { limits } from '../../protocol/limits.js';
import { Problem } from '../../protocol/problem.js';
import { isPurpose, type PersonQuery, type Purpose, type RemoteAsk } from '../../protocol/remote-ask.js';
import { readPersonQuery } from '../../record/identity/person-query.js';
import type { RemoteDesk } from './remote-desk.js';

export interface RemoteRoutesOptions {
  readonly actorOf: ActorOf;
  readonly remote: RemoteStore;
  readonly records: Pick<RecordStore, 'audit'>;
  readonly desk: RemoteDesk;
  readonly now: () => number;
}

/** The site's routes to patients whom only the hub knows. Who is looked for stands in the body, never in a URL. */
export function addRemoteRoutes(app: FastifyInstance, options: RemoteRoutesOptions): void {
  const { actorOf, remote, desk, now } = options;
  const gate = new RemoteGate(options);
  const config = { access: 'person' } as const;

  app.post('/api/remote/search', { config }, async (request) => {
    const actor = await knownPerson(actorOf, request);
    const { author, role } = actor;
    const { purpose, ask } = await gate.admit(actor, 'search', () => ({
      purpose: readPurpose(request),
      ask: { kind: 'search', ...readPersonQuery(queryOf(request)) },
    }));
    const { id, state, code, candidates } = await desk.ask({ author, role, purpose, ask });
    if (code !== undefined) throw new Problem(code);
    return { id, state, candidates };
  });

  app.post('/api/remote/patients', { config }, async (request) => {
    const actor = await knownPerson(actorOf, request);
    const { author, role } = actor;
    const { purpose, ask } = await gate.admit(actor, 'patient', () => ({
      purpose: readPurpose(request),
      ask: { kind: 'patient', patient: parseResourceId(textOf(request, 'patient')) },
    }));
    const { id, state, code } = await desk.ask({ author, role, purpose, ask });
    if (code !== undefined) throw new Problem(code);
    return { id, state };
  });

  app.get('/api/remote', { config }, async (request) => {
    const { author } = await knownPerson(actorOf, request);
    return { requests: (await remote.list(author, now())).map(viewOf) };
  });

  const reads = { access: { action: 'read', type: 'Patient', of: 'person' } } as const;
  app.get('/api/remote/copy/:patient', { config: reads }, async (request) => {
    const { patient } = request.params as { readonly patient: string };
    const { interest, asOfMilliseconds, state } = await remote.copyOf(parseResourceId(patient));
    return { interest, asOf: asOfMilliseconds ?? null, state: state ?? null };
  });
}

/** Who may ask, and how often (rules R1, F8, F11). A refusal is audited, and changes nothing. */
class RemoteGate {
  readonly #options: RemoteRoutesOptions;
  readonly #ofAuthor: AskLimiter;

  constructor(options: RemoteRoutesOptions) {
    this.#options = options;
    this.#ofAuthor = new AskLimiter(limits.remoteAsksPerAuthorMax, options.now);
  }

  /** @throws Problem `forbidden`, `too-many-attempts`, `parameter-malformed`, `identifier-malformed` */
  async admit(
    actor: Person,
    kind: RemoteAsk['kind'],
    read: () => { readonly purpose: Purpose; readonly ask: RemoteAsk },
  ): Promise<{ readonly purpose: Purpose; readonly ask: RemoteAsk }> {
    try {
      if (reachOf(actor, 'Patient', 'search') !== 'all') throw new Problem('forbidden');
      if (!this.#ofAuthor.take(actor.author)) throw new Problem('too-many-attempts');
      return read();
    } catch (error) {
      const action = `remote-${kind}` as const;
      await this.#options.records.audit([{ author: actor.author, action, subject: '', outcome: 'refused' }]);
      throw error;
    }
  }
}

/** A person's own question as they are shown it; whom they looked for stays in the journal. */
function viewOf({ id, ask, purpose, state, askedMilliseconds, candidates, code }: RemoteRequest) {
  const patient = ask.kind === 'patient' ? ask.patient : null;
  return { id, kind: ask.kind, purpose, state, askedAt: askedMilliseconds, patient, candidates, code: code ?? null };
}

function queryOf(request: FastifyRequest): PersonQuery {
  const text = (name: keyof PersonQuery) => textOf(request, name);
  return {
    ...{ family: text('family'), given: text('given'), birthDate: text('birthDate') },
    ...{ healthId: text('healthId'), nationalId: text('nationalId') },
  };
}

function readPurpose(request: FastifyRequest): Purpose {
  const purpose = textOf(request, 'purpose');
  if (!isPurpose(purpose)) throw new Problem('parameter-malformed', 'purpose');
  return purpose;
}

/** A member of the body; '' when it is absent. @throws Problem `parameter-malformed` */
function textOf({ body }: FastifyRequest, name: string): string {
  const members = (typeof body === 'object' && body !== null ? body : {}) as Readonly<Record<string, unknown>>;
  const value = Object.hasOwn(members, name) ? members[name] : '';
  if (typeof value !== 'string' || Buffer.byteLength(value) > limits.remoteTextBytesMax) {
    throw new Problem('parameter-malformed', name);
  }
  return value;
}
