/** Limits of the HTTP face; each name ends in its unit and `Max`. Those that a peer must know are in `protocol/limits.ts`. */
export const apiLimits = {
  /** One request: a transaction of many resources; each of them is bounded by `limits.bodyBytesMax`. */
  requestBytesMax: 16 * 1024 * 1024,
  /** A sign-in form. */
  sessionRequestBytesMax: 4 * 1024,
  /** Changes of a record that are shown at once, and versions of each resource that are looked at for them. */
  correctionsMax: 300,
  correctionVersionsMax: 50,
  /** Of what a patient wants put right, and of its answer. */
  rectificationCharactersMax: 1_000,
  /** Requests of one patient that are shown. */
  rectificationsMax: 200,
  /** Resources on a page when the caller does not say (`_count`). */
  pageResourcesDefault: 50,
  /** Of a patient's record on one page of `$everything`: most records are whole. */
  everythingResourcesMax: 1_000,
  /** Records that `$match` shows when the caller does not say, and at most. */
  matchesDefault: 20,
  matchesMax: 100,
  /** Resources that `$summary` looks at in each search, more than any section shows; and what they name, in all. */
  summaryResourcesMax: 60,
  summaryNamedMax: 300,
  /** Records of one person that `$ihe-pix` follows. */
  linkedRecordsMax: 50,
  /** Values of one search parameter, joined by OR. */
  valuesPerParameterMax: 100,
  /** Parameters of one search. */
  parametersPerSearchMax: 50,
  /** Values of all its criteria, counted for each type that a chain leads to. */
  valuesPerSearchMax: 1_000,
  /** References that a chain or `_has` follows, one behind the other. */
  chainLinksMax: 4,
  /** References that all chains of a search follow, counted for each type that they may lead to. */
  chainStepsMax: 40,
  /** Levels of what is part of what that `:above` and `:below` of a reference follow. */
  placeLevelsMax: 8,
  /** Keys of one order; a cursor carries their values. */
  sortKeysMax: 4,
  /** Reference parameters that the includes of one search follow. */
  includesPerSearchMax: 100,
  /** How often a conditional request is decided anew because others wrote in between. */
  conditionAttemptsMax: 8,
  /** Conditions of one transaction, and those of them that no index answers at once. */
  conditionsMax: 1000,
  broadConditionsMax: 10,
  /** Entries parsed in one go before other requests get their turn. */
  entriesPerTurnMax: 16,
  /** How long a look at a chart may wait for its audit row (`trust.md`: group-committed within a second). */
  auditDelayMillisecondsMax: 500,
  /** Audit rows that are written without waiting any longer. */
  auditEntriesPerWriteMax: 256,
  /** Audit rows kept in memory while they cannot be written. */
  auditEntriesKeptMax: 10_000,
  /** Searches of `_typeFilter`; patients that an export names, and those of a group with the groups within it. */
  exportFiltersMax: 50,
  exportPatientsNamedMax: 1_000,
  exportGroupPatientsMax: 20_000,
  exportGroupsMax: 100,
  /** Exports that were asked for: the next look where there was nothing to do, and after a failure. */
  exportIdleMilliseconds: 10 * 60_000,
  exportRetryMilliseconds: 5_000,
  /** A Subscription, its headers, and how many characters all of them have. */
  subscriptionBytesMax: 32 * 1024,
  hookHeadersMax: 10,
  hookHeaderCharactersMax: 4_096,
  /** One attempt to notify, from the name's look-up to the head of the answer. */
  hookAttemptMillisecondsMax: 15_000,
  /** The first wait after a failure; it doubles with each further one. Half of it and less is left to chance. */
  hookRetryMillisecondsMin: 5_000,
  hookRetryMillisecondsMax: 15 * 60_000,
  /** Failures in a row from which a subscription says that it is in error. */
  hookFailuresToldMin: 3,
  /** A receiver that stays away for so long is given up. */
  hookGiveUpMilliseconds: 7 * 24 * 60 * 60_000,
  /** How soon after a commit subscriptions look, all together; how often without one; how long one rests after a defect. */
  hookWakeMilliseconds: 50,
  hookIdleMilliseconds: 60_000,
  hookDefectMilliseconds: 5_000,
  /** Versions that were for nobody are looked at again after a crash, so many at most; what was delivered is kept each time. */
  hookUnkeptVersionsMax: 5_000,
  /** A session that nobody uses ends. */
  sessionIdleMillisecondsMax: 12 * 60 * 60 * 1000,
  /** That somebody is at work in a session is written at most this often. */
  sessionUseMillisecondsMin: 10_000,
  /** For how long a proof of who somebody is counts as given just now. */
  proofRecentMillisecondsMax: 5 * 60_000,
  /** Wrong PINs in a row, in one session or of one person, before password and code are wanted. */
  pinMissesMax: 3,
  /** A session is extended at most this often, so that reading does not write. */
  sessionExtendMillisecondsMax: 10 * 60 * 1000,
  /** Wrong passwords for one person from one address before they have to wait. */
  attemptsPerPersonMax: 5,
  /** Wrong passwords from one address, whoever for, before it has to wait. */
  attemptsPerAddressMax: 50,
  /** Passwords that are tried for one account within an hour, from where its person usually is, and from elsewhere (rule N29). */
  guessesPerPlaceMax: 50,
  guessesMilliseconds: 3_600_000,
  /** Unknown tokens from one address before they are not answered one by one any more. */
  wrongTokensPerAddressMax: 50,
  /** When a token was last used is written at most this often, so that reading does not write. */
  tokenUseMillisecondsMin: 60_000,
  /** Wrong codes for one person, from wherever, before they have to wait; and how long they are held against them. */
  codeAttemptsMax: 10,
  codeAttemptsForgottenMillisecondsMin: 24 * 60 * 60_000,
  /** For how long a security key may answer, and how many such questions wait for one person. */
  keyChallengeMillisecondsMax: 3 * 60_000,
  keyChallengesPerPersonMax: 8,
  keysPerPersonMax: 10,
  keyNameCharactersMax: 40,
  /** What a new key answers may hold a certificate. */
  keyRequestBytesMax: 16 * 1024,
  /** For how long somebody may take what is offered as second factor. */
  secondFactorOfferMillisecondsMax: 15 * 60_000,
  /** What is typed as code; a recovery code with its hyphens, and some. */
  codeCharactersMax: 64,
  /** How long failed attempts are held against somebody. */
  attemptsForgottenMillisecondsMin: 15 * 60_000,
  /** The first wait; it doubles with each further attempt. */
  lockoutMillisecondsMin: 60_000,
  lockoutMillisecondsMax: 15 * 60_000,
  /** Pairs of person and address that are remembered; the oldest is forgotten first. */
  attemptsRememberedMax: 10_000,
  /** Accounts that were tried from one address with wrong passwords, for how long they are counted together, and how many. */
  triedAccountsToldMin: 5,
  triedAccountsMillisecondsMax: 60 * 60_000,
  triedAccountsCountedMax: 1_000,
  triedAddressesMax: 1_000,
  /** Days that statistics count, when the caller does not say, and at most. */
  statisticsDaysDefault: 30,
  statisticsDaysMax: 400,
  /** Records opened without a relationship: of a patient, on their chart; and those that wait for a review, or had one. */
  glassLooksMax: 50,
  glassReviewsMax: 100,
  /** A password; more would only cost time. */
  passwordCharactersMax: 256,
  /** Passwords that a person has rated within a minute; how many people are served one after the other, and how long others wait. */
  ratingsPerPersonMax: 60,
  ratingsMilliseconds: 60_000,
  ratingsWaitingMax: 8,
  ratingWaitMilliseconds: 2_000,
} as const;
