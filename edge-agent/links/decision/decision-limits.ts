/** Every number that the decision about links rests on; each name ends in its unit. */
export const decisionLimits = {
  // Pauses between probes (rule L17).
  /** Also while something is heard: TCP repeats what is lost, so traffic shows life but no loss. */
  probeActiveMilliseconds: 300,
  probeStandbyMilliseconds: 1_000,
  probeMeteredActiveMilliseconds: 5_000,
  /** With what losses of a satellite add in bursts, 10 MB in 30 days. */
  probeMeteredMilliseconds: 38_000,
  /** One answer in so long is enough of a link that its worst answers have never been heard. */
  timeoutUnknownMilliseconds: 1_500,
  timeoutMillisecondsMin: 150,
  timeoutMillisecondsMax: 3_000,

  // Bursts: longer than a satellite's reconfiguration (100 to 300 ms) from the first missed probe on.
  burstProbes: 5,
  burstSpacingMilliseconds: 70,
  burstMeteredProbes: 5,
  burstMeteredSpacingMilliseconds: 100,
  /** Measures losses once there is a suspicion. */
  measureProbes: 10,
  measureSpacingMilliseconds: 40,
  /** Misses in a row after which links that cost money are asked too, and how often at most. */
  meteredBurstMissesMin: 4,
  meteredBurstPauseMilliseconds: 10_000,
  /** Misses in a row that are silence. */
  silentMissesMin: 6,
  silentMissesMeteredMin: 5,

  // Questions over the session, where probes do not come through (rule L70).
  /** How long nothing is heard before the hub is asked over a link in use, and over one beside. */
  askActiveMilliseconds: 1_000,
  askStandbyMilliseconds: 5_000,
  /** The same of a metered link. A question and its answer are 450 bytes, 1.1 kB in a tunnel that slept: 18 MB in 30 days. */
  askMeteredActiveMilliseconds: 20_000,
  askMeteredMilliseconds: 160_000,
  /** Unanswered for so many times as long as an answer takes at most, it is silence. */
  askSilentTimeouts: 4,
  askSilentMillisecondsMin: 2_000,
  askSilentMillisecondsMax: 8_000,
  /** Unanswered for so many times that, it is, whatever else is heard. */
  askUnansweredFactor: 2,
  /** Whether a metered link's probes come through by now. */
  probeBlockedMeteredMilliseconds: 152_000,
  /** So long a link is heard without its probes before people are told. */
  blockedToldMilliseconds: 2_000,

  /** What was under way when a cable was pulled may still be heard so long after. */
  carrierMilliseconds: 100,

  // Losses: a cumulative sum of log-likelihood ratios (Page, 1954) of a tenth lost against what is usual.
  lossShare: 0.1,
  /** What is usual on a good line, and the most that may be: a link that always loses a tenth is never sound. */
  lossUsualShareMin: 0.005,
  lossUsualShareMax: 0.03,
  /** What is supposed of a geostationary link before it is known. */
  lossGeoShare: 0.01,
  /** Over how many probes it is learnt, after how many it is worth keeping, and how many what was supposed counts for. */
  lossUsualProbes: 2_000,
  lossKnownProbes: 300,
  lossPriorProbes: 100,
  lossScoreMin: 10,
  /** Where a suspicion begins. */
  lossSuspectScoreMin: 1,
  /** Misses that follow each other within this are one event: a reconfiguration is no loss. */
  lossEventMilliseconds: 400,

  // Slowness.
  slowFactorMin: 2.5,
  slowExtraMillisecondsMin: 30,
  slowMillisecondsMin: 2_000,

  // Re-admission, challenges and damping (rule L19).
  cleanMillisecondsMin: 30_000,
  challengeMilliseconds: 15_000,
  challengeFactor: 1.2,
  challengeMillisecondsMin: 10,
  /** How much worse the preferred link may be and still count as equally good, and for how long it must have been. */
  preferFactor: 1.1,
  preferMillisecondsMin: 5,
  preferMilliseconds: 60_000,
  penaltyFailure: 1_000,
  penaltySuppress: 2_000,
  penaltyReuse: 750,
  penaltyHalfLifeMilliseconds: 5 * 60_000,
  suppressMillisecondsMax: 30 * 60_000,
  /** How much longer a link must be clean for each further failure that is remembered. */
  cleanGrowth: 8,

  // Causes and shared fate.
  togetherMilliseconds: 5_000,
  sharedFateTogetherMin: 2,
  sharedFateShareMin: 0.5,
  recentMilliseconds: 10_000,
  receiptLateMilliseconds: 3_000,

  // Sessions.
  startMilliseconds: 5_000,
  releaseMilliseconds: 60_000,
  /** How long a link that sleeps listens after it has asked; it stays while something urgent comes. */
  pollHoldMilliseconds: 20_000,
  /** A cold link without a key, or that gives no sign of life, is tried by a session: this long, and then not for so long. */
  tryMilliseconds: 30_000,
  tryHoldMilliseconds: 5_000,
  tryPauseMilliseconds: 30 * 60_000,
  pollMilliseconds: 6 * 3_600_000,
  dropMilliseconds: 10_000,
  /** The longest pause until the next look. */
  lookMilliseconds: 1_000,
} as const;
