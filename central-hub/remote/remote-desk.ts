import { AskLimiter } from '../../config/running/ask-limiter.js';
import type { AuditEntry, RecordStore } from '../../journal/record-store.js';
import type { FanoutStore } from '../../journal/sync-store.js';
import { encodeControl } from '../../protocol/control/control.js';
import type { Fetch } from '../../protocol/control/fetch.js';
import type { FetchedAnswer } from '../../protocol/control/fetched.js';
import type { ResourceId, SiteCode } from '../../protocol/ids.js';
import { limits } from '../../protocol/limits.js';
import { Problem } from '../../protocol/problem.js';
import { isPurpose } from '../../protocol/remote-ask.js';
import { mayDo } from '../../record/access.js';
import { readPersonQuery } from '../../record/identity/person-query.js';
import { roles } from '../../record/role.js';
import type { SitePeer, SiteTransport } from '../broker/site-transport.js';
import type { Sessions } from '../session/session.js';
import { findCandidates } from './find-candidates.js';

export interface RemoteDeskOptions {
  readonly records: RecordStore;
  readonly fanout: FanoutStore;
  readonly transport: Pick<SiteTransport, 'publish'>;
  readonly sessions: Sessions;
  /** A part of a record waits for its turn to be fed. */
  readonly onWaiting: () => void;
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}

/** Answers what people of the sites ask of patients whom their site does not hold (rules F8, F9, F11). */
export class RemoteDesk {
  readonly #options: RemoteDeskOptions;
  readonly #ofAuthor: AskLimiter;
  readonly #ofSite: AskLimiter;

  constructor(options: RemoteDeskOptions) {
    this.#options = options;
    this.#ofAuthor = new AskLimiter(limits.remoteAsksPerAuthorMax, options.now);
    this.#ofSite = new AskLimiter(limits.remoteAsksPerSiteMax, options.now);
  }

  /** Hears a question over a session that is open; the caller has checked that it is. */
  hear(peer: SitePeer, fetch: Fetch): void {
    this.#answer(peer, fetch).catch(this.#options.onError);
  }

  async #answer(peer: SitePeer, fetch: Fetch): Promise<void> {
    const { records, transport, sessions } = this.#options;
    let answer: FetchedAnswer;
    try {
      answer = await this.#find(peer.site, fetch);
    } catch (error) {
      answer = { kind: 'refused', code: error instanceof Problem ? error.code : 'internal' };
      if (!(error instanceof Problem)) this.#options.onError(error);
    }
    // Before the answer leaves: nobody learns of a patient without a row that says so.
    await records.audit(auditOf(peer.site, fetch, answer));
    const { requestId } = fetch;
    await transport.publish(peer, 'ctl', encodeControl({ kind: 'fetched', requestId, answer }));
    for (const session of sessions.all()) if (session.peer.site === peer.site) session.downlink.wake();
  }

  async #find(site: SiteCode, { author, role, purpose, ask }: Fetch): Promise<FetchedAnswer> {
    const { records, fanout } = this.#options;
    const isAllowed = this.#ofSite.take(site) && this.#ofAuthor.take(`${site} ${author}`);
    if (!isAllowed) throw new Problem('too-many-attempts');
    if (!isPurpose(purpose)) throw new Problem('parameter-malformed', 'purpose');
    const known = roles.find((name) => name === role);
    if (known === undefined || !mayDo(known, 'Patient', 'search')) throw new Problem('forbidden');
    if (ask.kind === 'search') {
      return { kind: 'candidates', candidates: await findCandidates(records, readPersonQuery(ask)) };
    }
    const fetched = await fanout.fetchPatient({ site, patient: ask.patient });
    if (fetched.kind === 'copy' && fetched.completeSeq === undefined) this.#options.onWaiting();
    if (fetched.kind === 'unknown') throw new Problem('not-found');
    return fetched;
  }
}

/** Who, why, whom and how it ended; nothing of what was asked or told. */
function auditOf(site: SiteCode, { author, purpose, ask }: Fetch, answer: FetchedAnswer): readonly AuditEntry[] {
  const outcome = answer.kind === 'refused' ? 'refused' : 'done';
  const action = `remote-${ask.kind} ${isPurpose(purpose) ? purpose : 'unstated'}` as const;
  const row = (patient: ResourceId | undefined): AuditEntry => ({
    ...{ author: `${site} ${author}`, action, outcome },
    subject: patient === undefined ? '' : `Patient/${patient}`,
  });
  if (ask.kind === 'patient') return [row(ask.patient)];
  return answer.kind === 'candidates' && answer.candidates.length > 0
    ? answer.candidates.map(({ patient }) => row(patient))
    : [row(undefined)];
}
