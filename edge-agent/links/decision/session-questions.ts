import { decisionLimits as limits } from './decision-limits.js';

const never = Number.NEGATIVE_INFINITY;

/** What asking the hub over the session itself has shown, which stands in for probes that do not come through (rule L70). */
export interface SessionQuestions {
  /** When the one was asked that waits for its answer. */
  readonly askedAt: number | undefined;
  /** When the last one was asked, answered or not. */
  readonly latestAt: number;
  /** When the last answer came. */
  readonly answeredAt: number;
  /** When the last question was asked that was answered at once: the session was alive then, and TCP had nothing to repeat. */
  readonly provenAt: number;
  /** RFC 6298: smoothed round trip and its variation, with what the hub itself takes. */
  readonly smoothedMilliseconds: number | undefined;
  readonly variationMilliseconds: number;
}

const unknown = { smoothedMilliseconds: undefined, variationMilliseconds: 0 };

export const noQuestions: SessionQuestions = {
  ...{ askedAt: undefined, latestAt: never, answeredAt: never, provenAt: never },
  ...unknown,
};

/** In a new session. @param answerMilliseconds how long the hub took to welcome it */
export function openQuestions(before: SessionQuestions, answerMilliseconds: number | undefined): SessionQuestions {
  if (answerMilliseconds === undefined) return { ...before, askedAt: undefined };
  return noteTrip({ ...before, askedAt: undefined, ...unknown }, answerMilliseconds);
}

export function noteAsked(questions: SessionQuestions, at: number): SessionQuestions {
  return { ...questions, askedAt: at, latestAt: at };
}

/** The answer to the question that waits for one; any other says nothing. */
export function noteReply(questions: SessionQuestions, at: number): SessionQuestions {
  const { askedAt } = questions;
  if (askedAt === undefined) return questions;
  const provenAt = at - askedAt <= replyTimeoutOf(questions) ? askedAt : questions.provenAt;
  return { ...noteTrip(questions, at - askedAt), askedAt: undefined, answeredAt: at, provenAt };
}

/** How long an answer takes at most while TCP repeats nothing. */
export function replyTimeoutOf({ smoothedMilliseconds, variationMilliseconds }: SessionQuestions): number {
  if (smoothedMilliseconds === undefined) return limits.timeoutUnknownMilliseconds;
  const expected = smoothedMilliseconds + 4 * variationMilliseconds + 30;
  return Math.min(limits.timeoutMillisecondsMax, Math.max(limits.timeoutMillisecondsMin, expected));
}

/**
 * How long nothing may come before it is silence. TCP repeats what was lost after 0.2, 0.6 and 1.4 s, on a far link after
 * once and three times its round trip.
 */
export function replySilenceOf(questions: SessionQuestions): number {
  const { askSilentTimeouts, askSilentMillisecondsMin, askSilentMillisecondsMax } = limits;
  const patient = askSilentTimeouts * replyTimeoutOf(questions);
  return Math.min(askSilentMillisecondsMax, Math.max(askSilentMillisecondsMin, patient));
}

function noteTrip(questions: SessionQuestions, roundTrip: number): SessionQuestions {
  const { smoothedMilliseconds: smoothed, variationMilliseconds } = questions;
  if (smoothed === undefined) {
    return { ...questions, smoothedMilliseconds: roundTrip, variationMilliseconds: roundTrip / 4 };
  }
  return {
    ...questions,
    variationMilliseconds: variationMilliseconds * 0.75 + Math.abs(smoothed - roundTrip) / 4,
    smoothedMilliseconds: smoothed + (roundTrip - smoothed) / 8,
  };
}
