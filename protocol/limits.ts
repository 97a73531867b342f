/** Every limit of the protocol, in one place; each name ends in its unit and `Max` or `Min`. */
export const limits = {
  /** One resource's canonical body. */
  bodyBytesMax: 2 * 1024 * 1024,
  /** Changes in one batch, so that the receiver's transaction stays short. */
  batchChangesMax: 256,
  /** A batch on a session that urgent lanes share. */
  batchBytesMax: 16 * 1024,
  /** A batch on an idle unmetered link. */
  batchBytesIdleMax: 256 * 1024,
  /** What a decompressed batch may grow to; guards against a deflate bomb. */
  batchInflatedBytesMax: 16 * 1024 * 1024,
  /** Binary decisions of one modelled batch; bounds the time that decoding takes (rule S18). */
  batchDecisionsMax: 4_000_000,
  /** A body in a modelled batch, and all bodies of it; larger ones go deflated (rule S17). */
  modelledBodyBytesMax: 64 * 1024,
  modelledBodiesBytesMax: 1024 * 1024,
  /** Bytes that a sender may have unacknowledged in one lane before the receiver grants more. */
  creditBytesMax: 1024 * 1024,
  /** What lanes 0 and 1 are granted at least: one change of the largest size, with what a batch adds to it. */
  creditUrgentBytesMin: 2 * 1024 * 1024 + 64 * 1024,
  /** Entries of one transaction or batch Bundle. */
  bundleEntriesMax: 1000,
  /** Resources on one page of a search or history. */
  pageResourcesMax: 200,
  /** Predecessors that one change may name. */
  predecessorsMax: 16,
  /** A control message (hello, welcome, receipt, refusal, report). */
  controlBytesMax: 64 * 1024,
  /** A clock stamp's counter. */
  stampCounterMax: 0xffff,
  /** A clock stamp's time: what the 48 bits of a UUIDv7 and a JavaScript date can both hold (the year 10889). */
  stampMillisecondsMax: 2 ** 48 - 1,
  /** Places of an earlier feed that a welcome names, all lanes. */
  feedMarksMax: 192,
  /** Refused changes that one receipt names; the others follow in the next one. */
  receiptRejectsMax: 256,
  /** Months whose change ids the hub asks for at once. */
  digestMonthsAskedMax: 64,
  /** Months on one page of a digest's detail. */
  digestMonthsMax: 800,
  /** Change ids on one page of a digest's detail, or to be entered again. */
  digestIdsMax: 2_000,
  /** How far a remote clock may be ahead before it is told (rule T3). */
  clockAheadWarnMillisecondsMax: 2 * 60 * 1000,
  /** How far a remote clock may be ahead before its stamp is clamped (rule T3). */
  clockAheadMillisecondsMax: 15 * 60 * 1000,
  /** How long a sender waits for a receipt before it asks, as long as it knows nothing of the link. */
  receiptMillisecondsMax: 5_000,
  /** The same once it does: by the round trips that it sees, within these bounds. */
  askMillisecondsMin: 1_000,
  askMillisecondsMax: 10_000,
  /** The longest pause between two questions of a lane that waits for credit. */
  askCreditMillisecondsMax: 30_000,
  /** How long a session may stay without a welcome. */
  welcomeMillisecondsMax: 5_000,
  /** One word or name in a question of a site, or in its answer. */
  remoteTextBytesMax: 256,
  /** People whom one search at the hub may name. */
  remoteCandidatesMax: 10,
  /** Questions that one person, and that one site, may ask the hub in a minute. */
  remoteAsksPerAuthorMax: 30,
  remoteAsksPerSiteMax: 300,
  /** Questions that may wait at a site for a session, of one person and of all; within what the hub answers at once. */
  remoteAsksWaitingPerAuthorMax: 20,
  remoteAsksWaitingMax: 200,
  /** How long a question waits for its answer, and an answer to be looked at. */
  remoteAskMillisecondsMax: 24 * 60 * 60 * 1000,
  /** First and longest pause between two attempts to connect, before jitter. */
  backoffMillisecondsMin: 250,
  backoffMillisecondsMax: 30_000,
} as const;
