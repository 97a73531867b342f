/** Limits of the journal; each name ends in its unit and `Max` or `Min`. */
export const journalLimits = {
  /** Different labels of one kind that `$meta` of a type or of all shows. */
  labelsMax: 1_000,
  /** A file up to this size is checked page by page before it is opened for writing; larger ones by `doctor`. */
  openCheckBytesMax: 64 * 1024 * 1024,
  /** Pages of the hub's databases that SQLite keeps in memory. */
  pageCacheBytesMax: 64 * 1024 * 1024,
  /**
   * Pages of a site's journal in memory; its box is small. What is left out costs a copy out of the system's own cache and
   * its decryption, some microseconds a page: the system keeps the file in memory that nobody else needs, this does not.
   */
  sitePageCacheBytesMax: 16 * 1024 * 1024,
  /** Pages of a file beside the journal: contents are read once from end to end, and telemetry is small. */
  sidePageCacheBytesMax: 4 * 1024 * 1024,
  /** Pages that the write-ahead log may hold before they are copied into the file: pages that many commits write are copied once. */
  checkpointPagesMax: 8_000,
  /** The write-ahead log is cut back to this after a checkpoint. */
  writeAheadLogBytesMax: 64 * 1024 * 1024,
  /** Entries of local writes that share a transaction; a longer write has one of its own. */
  commitEntriesMax: 200,
  /** Versions whose place fan-out need not read again; each takes about 150 bytes. */
  recentPlacesMax: 50_000,
  /** Resources that one round of fan-out feeds of snapshots, so that no transaction is long. */
  snapshotResourcesMax: 500,
  /** Bodies that one round of the index behind the commit reads. */
  indexedBytesMax: 16 * 1024 * 1024,
  /** Rounds in which an index behind the commit may catch up with what a conditional request has to know, and their length. */
  conditionRoundsMax: 20,
  conditionRoundChangesMax: 500,
  /** Looks at how far fan-out has filed, where a search has to know of what was just written, and the time between two. */
  filingLooksMax: 400,
  filingLookMilliseconds: 5,
  /** Patients of a replaced site that one round puts in turn, or whose summaries it feeds. */
  bootstrapPatientsMax: 50,
  /** Bytes of bodies of the summaries that a replaced site gets first; on the wire about a tenth of it. */
  bootstrapEssentialBytesMax: 6 * 1024 * 1024,
  /** Batches with another content under known numbers that are kept of one lane of a log (rule S6). */
  quarantinedBatchesMax: 16,
  /** Rows of a retired feed that one round removes. */
  retiredEntriesMax: 2_000,
  /** Changes of an import that one transaction takes back. */
  undoneResourcesMax: 100,
  /** Resources that one page of an export looks at. */
  exportedResourcesMax: 500,
  /** Of an export that was asked for by FHIR: resources and bytes that one step of it reads before others have their turn. */
  exportStepResourcesMax: 50,
  exportStepBytesMax: 256 * 1024,
  /** Resources and bytes of a part, which is made at once when it is asked for, and resources that are looked at for one. */
  exportPartResourcesMax: 1_000,
  exportPartBytesMax: 256 * 1024,
  exportLookedMax: 5_000,
  /** Exports that are kept of one person, and of all. */
  exportJobsOfOneMax: 4,
  exportJobsMax: 16,
  /** How long an export may take; how long it is kept once it is whole says `record/privacy/retention.ts`. */
  exportWorkMillisecondsMax: 6 * 24 * 60 * 60_000,
  /** Subscriptions that are kept of one author, and of all. */
  subscriptionsOfOneMax: 16,
  subscriptionsMax: 64,
  /** Versions of any type, and of the type asked for, that one look for a subscription takes in. */
  subscriptionStretchVersionsMax: 2_000,
  subscriptionLookedMax: 20,
  /** How long a statement waits for another connection of this program. */
  busyMillisecondsMax: 5_000,
  /** Rows that are counted to find the most selective clause of a search. */
  searchProbeRowsMax: 1_000,
  /** Rows of an index that a broad search in its order looks at first, and at most, for one page. */
  searchStretchRowsMin: 1_000,
  searchStretchRowsMax: 10_000,
  /** Resources that one search reads for the texts of their codes, and bytes of their bodies. */
  searchTextResourcesMax: 1_000,
  searchTextBytesMax: 16 * 1024 * 1024,
  /** Resources that `_include` and `_revinclude` may add to one page. */
  includedResourcesMax: 1_000,
  /** Bytes of their bodies. */
  includedBytesMax: 16 * 1024 * 1024,
  /** Keys of a patient's record that one round of `$everything` looks at, and resources that it reads. */
  everythingWindowKeysMax: 500,
  everythingRoundResourcesMax: 200,
  /** Rounds of one page, and bytes of the bodies on it; a page that would take more ends early. */
  everythingRoundsMax: 40,
  everythingPageBytesMax: 16 * 1024 * 1024,
  /** Matches whose codes `$lastn` looks at, the newest; in one go; and what one answer holds. */
  lastMatchesMax: 20_000,
  lastRoundMatchesMax: 1_000,
  lastResourcesMax: 1_000,
  lastBytesMax: 16 * 1024 * 1024,
  /** Characters of a text that a search sorts by; a cursor carries them. */
  sortCharactersMax: 64,
  /** A sealed cursor of a search. */
  searchCursorCharactersMax: 4_096,
  /** Versions that one statement of a history of many resources looks at, and statements for one page. */
  historyWindowVersionsMax: 20_000,
  historyWindowsMax: 10,
  /** Entries of the audit that one statement looks at, up to 3 ms; and those that one page does, up to 0.6 s. */
  auditSliceEntriesMax: 5_000,
  auditWalkEntriesMax: 1_000_000,
  /** Entries of the audit that are looked at for what somebody did with a record that they opened; and how late they may be written. */
  glassAuditEntriesMax: 50_000,
  glassAuditLateMilliseconds: 2_000,
  /** Sign-ins of a person that are kept, where nothing was unusual; unusual ones of everybody, and how many of them are shown. */
  signInsLatelyMax: 20,
  signInsUnusualMax: 2_000,
  signInsShownMax: 200,
  signInsBetweenMax: 10_000,
  /** Changes of an account that are kept once its person said something of them; and that are shown at once. */
  accountChangesKeptMax: 100,
  accountChangesShownMax: 50,
  /** Rows that a sweep deletes in one transaction, and patients that one look for records that are due takes in. */
  sweptRowsMax: 500,
  duePatientsMax: 100,
  /** An opaque page cursor. */
  pageCursorCharactersMax: 1_024,
} as const;

/** The oldest SQLite that is safe: up to 3.51.2 a reset of the write-ahead log could lose acknowledged writes. */
export const sqliteVersionMin = '3.51.3';
