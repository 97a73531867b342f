import type { LinkName } from '../../protocol/ids.js';
import { lanes } from '../../protocol/lane.js';
import { activeLink, wantedLinks } from './choose-link.js';
import type { Assignment } from './lane-mover.js';
import type { LinkCause } from './link-cause.js';
import type { LinkWorker } from './link-worker.js';
import type { OpenSession } from './open-session.js';

/** A link as the workstation's badge and `/api/sync` show it (contract: `Link state`, `cause`). */
export interface ShownLink {
  readonly name: LinkName;
  readonly kind: string;
  readonly state: 'active' | 'standby' | 'down';
  readonly cause: LinkCause;
  /** Milliseconds since 1970. */
  readonly since: number;
}

/** Holds the links that {@link wantedLinks} names, and says which session to speak over. */
export class LinkSupervisor {
  readonly #workers: readonly LinkWorker[];
  readonly #onAssigned: (assignment: Assignment, active: OpenSession | undefined) => void;
  #active: OpenSession | undefined;
  #running = false;
  #considering = false;

  /**
   * @param workers the preferred link first
   * @param onAssigned the sessions that carry the lanes, and the one that all else is said over
   */
  constructor(
    workers: readonly LinkWorker[],
    onAssigned: (assignment: Assignment, active: OpenSession | undefined) => void,
  ) {
    this.#workers = workers;
    this.#onAssigned = onAssigned;
  }

  start(): void {
    this.#running = true;
    this.reconsider();
  }

  stop(): void {
    this.#running = false;
    for (const worker of this.#workers) worker.want(false);
    this.#settle(undefined);
  }

  /** A link changed. */
  reconsider(): void {
    // Letting a link go changes it, which asks again: one look at a time.
    if (!this.#running || this.#considering) return;
    this.#considering = true;
    const facts = this.#workers.map((worker) => worker.facts);
    const active = activeLink(facts);
    this.#settle(this.#workers.find((worker) => worker.facts.name === active)?.session);
    const wanted = wantedLinks(facts);
    for (const worker of this.#workers) worker.want(wanted.has(worker.facts.name));
    this.#considering = false;
  }

  /** Gives up a session that does not work although its connection stands. */
  fail(session: OpenSession, cause: LinkCause): void {
    this.#workers.find((worker) => worker.session === session)?.fail(cause);
  }

  /** Agrees on the cursors anew over the link that is spoken over. */
  renewActive(): void {
    this.#activeWorker()?.renew();
  }

  show(): readonly ShownLink[] {
    return this.#workers.map((worker) => {
      const { name, condition } = worker.facts;
      const state = condition === 'down' ? 'down' : name === this.#active?.link ? 'active' : 'standby';
      return { name, kind: worker.kind, state, cause: worker.cause, since: worker.sinceMilliseconds };
    });
  }

  get active(): OpenSession | undefined {
    return this.#active;
  }

  #activeWorker(): LinkWorker | undefined {
    return this.#workers.find((worker) => worker.session !== undefined && worker.session === this.#active);
  }

  #settle(session: OpenSession | undefined): void {
    if (session === this.#active) return;
    this.#active = session;
    this.#onAssigned(new Map(session === undefined ? [] : lanes.map((lane) => [lane, session])), session);
  }
}
