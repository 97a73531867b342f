import type { Hello } from '../protocol/control/hello.js';
import type { ResourceId, SiteCode } from '../protocol/ids.js';
import { Problem } from '../protocol/problem.js';
import { bootstrapParts } from './bootstrap-told.js';
import type { JournalContext } from './context.js';
import { rewindFeeds } from './epoch/rewind-feeds.js';
import { beginBootstrap } from './fan-out/begin-bootstrap.js';
import { fanOut, interestedIn } from './fan-out/fan-out.js';
import { feedVersions } from './fan-out/feed-versions.js';
import { fetchPatient } from './fan-out/fetch-patient.js';
import type {
  BootstrapParts,
  FannedOut,
  FanoutStore,
  FeedVersions,
  FetchPatient,
  Indexed,
  OpenedFeed,
  PatientFetched,
} from './sync-store.js';

/** {@link FanoutStore} over one SQLite database. */
export class SqliteFanoutStore implements FanoutStore {
  readonly #context: JournalContext;

  constructor(context: JournalContext) {
    this.#context = context;
  }

  async fanOut(partition: number, changesMax: number): Promise<FannedOut> {
    return fanOut(this.#atHub(), partition, changesMax);
  }

  async feedVersions(command: FeedVersions): Promise<number> {
    return feedVersions(this.#atHub(), command);
  }

  async openFeed(command: OpenedFeed): Promise<boolean> {
    return beginBootstrap(this.#atHub(), command);
  }

  async rewindFeeds(hello: Hello): Promise<boolean> {
    return rewindFeeds(this.#atHub(), hello);
  }

  async bootstrapOf(site: SiteCode): Promise<BootstrapParts | undefined> {
    return bootstrapParts(this.#atHub(), site);
  }

  async fetchPatient(command: FetchPatient): Promise<PatientFetched> {
    return fetchPatient(this.#atHub(), command);
  }

  async index(changesMax: number): Promise<Indexed> {
    const { searchBehind } = this.#context;
    if (searchBehind === undefined) return { waitingChanges: 0, lagMilliseconds: 0, madeAnew: false };
    return searchBehind.round(changesMax);
  }

  async interestedIn(patient: ResourceId): Promise<readonly SiteCode[]> {
    return interestedIn(this.#context, patient);
  }

  #atHub(): JournalContext {
    if (this.#context.role !== 'hub') throw new Problem('usage-wrong', 'only the hub fans out');
    return this.#context;
  }
}
