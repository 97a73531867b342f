import { equalBytes } from '../bytes.js';

/** Who may speak for a site, as the hub keeps it: one run of the program at a time (rule E12). */
export interface Lease {
  /** The run that holds it; shared by all links of that run. */
  readonly bootId: string;
  /** SHA-256 of the token that the next run must present. */
  readonly tokenHash: Uint8Array;
}

/** What a run says of itself in its hello. */
export interface LeaseClaim {
  readonly bootId: string;
  /** SHA-256 of the single-use token that it presents. */
  readonly tokenHash: Uint8Array;
  /** SHA-256 of the token that its next run will present; the same until the hub has confirmed it. */
  readonly nextHash: Uint8Array;
}

/** Whether the run that holds the lease is still there: it has no session, or it answered, or it did not. */
export type Holder = 'away' | 'unknown' | 'alive';

/**
 * `held`: it is the holder's own. `granted`: the lease goes to this run. `ask-holder`: somebody must ask first.
 * `earlier`: the token was traded in before, and nobody holds the lease now: an earlier state of the site, which goes on
 * under a new epoch. `clone`: a second copy, refused until a person readmits it.
 */
export type LeaseVerdict = 'held' | 'granted' | 'ask-holder' | 'earlier' | 'clone';

export interface LeaseStand {
  /** `undefined` before the first hello, and after the hub was restored. */
  readonly lease: Lease | undefined;
  /** This copy was refused before, known by its next token, which it keeps while it is refused. */
  readonly isRefused: boolean;
  /** A person has said that a refused copy may come back. */
  readonly isReadmitted: boolean;
}

/**
 * Whether nothing that this run says counts (rule E13). The run that holds the lease is never meant: a copy that was made
 * before its original had traded in a token is known by the same one.
 */
export function isKeptOut({ lease, isRefused, isReadmitted }: LeaseStand, claim: LeaseClaim): boolean {
  return isRefused && !isReadmitted && !(lease !== undefined && isHolder(lease, claim));
}

/** Judges who speaks for a site. The first to connect holds the lease; it loses it only while it is away (rule E12). */
export function judgeLease(
  { lease, isRefused, isReadmitted }: LeaseStand,
  claim: LeaseClaim,
  holder: Holder,
): LeaseVerdict {
  if (lease !== undefined && isHolder(lease, claim)) return 'held';
  if (isRefused) return isReadmitted ? 'earlier' : 'clone';
  if (lease === undefined) return 'granted';
  if (holder === 'unknown') return 'ask-holder';
  if (holder === 'alive') return 'clone';
  // The second: the hub had granted it, and the site stopped before it heard so.
  const isRight = equalBytes(lease.tokenHash, claim.tokenHash) || equalBytes(lease.tokenHash, claim.nextHash);
  return isRight ? 'granted' : 'earlier';
}

function isHolder(lease: Lease, claim: LeaseClaim): boolean {
  return lease.bootId === claim.bootId;
}
