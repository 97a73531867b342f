import type { SiteCode } from '../protocol/ids.js';
import type { StartIndexThread } from './search-file/index-thread.js';
import type { OpenDriver } from './sqlite/keyed.js';

/** What a node's journal is opened with. */
export interface JournalOptions {
  /** Made if missing, mode 0600; its folder must exist. */
  readonly file: string;
  /** The random database key, 64 hexadecimal digits. */
  readonly key: string;
  readonly role: 'site' | 'hub';
  readonly site: SiteCode;
  /** The epoch of a new journal's own log; the hub's is the hub epoch. One that exists knows its own. */
  readonly epoch: number;
  /** Of a site: which of its boxes this is, 0 to 31; its health identifiers say so (rule E30). Without, 0. */
  readonly boxNumber?: number;
  /** Wall clock, milliseconds since 1970. */
  readonly now?: () => number;
  readonly randomBytes?: (length: number) => Uint8Array;
  /** Runs `act` when what is ready now has had its turn. */
  readonly soon?: (act: () => void) => void;
  /** How the database file is opened for writing: by the driver itself, or through one that fails on purpose. */
  readonly openDriver?: OpenDriver;
  /** `aegis` (default, the fastest that authenticates pages), `chacha20` or `sqlcipher`. */
  readonly cipher?: string;
  /** The database file may not grow beyond this. */
  readonly databaseBytesMax?: number;
  /** Starts the thread that builds a hub's search rows; without, whoever asks for a round builds them. */
  readonly startIndexThread?: StartIndexThread;
}
