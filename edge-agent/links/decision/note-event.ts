import type { LinkCauseCode } from '../../../protocol/links/link-causes.js';
import type { Signal } from '../../../protocol/links/link-signal.js';
import { judgeSignal } from './judge-signal.js';
import type { LinkEvent } from './link-event.js';
import { type LinkHealth, noteAnswer, noteHeard, noteSent } from './link-health.js';
import type { KnownSignal, LinkState } from './link-state.js';
import { endPath, pathAtOpening } from './probe-path.js';
import { noteReply, openQuestions } from './session-questions.js';

/** What an event changes in what is known of its link. */
export function noteEvent(link: LinkState, event: LinkEvent): LinkState {
  const at = event.atMilliseconds;
  switch (event.kind) {
    case 'session-up':
      return {
        ...{ ...link, session: 'up', sessionAt: at, sessionCause: 'none', wasUp: true, renewed: false },
        ...{ socketError: undefined, captive: false, receiptLateAt: undefined, health: openAgain(link.health, at) },
        ...{ probePath: pathAtOpening(link), questions: openQuestions(link.questions, event.answerMilliseconds) },
      };
    case 'session-down':
      return endSession(link, event.cause, at);
    case 'heard':
      return { ...link, captive: false, health: noteHeardOf(link, at) };
    case 'replied':
      return {
        ...{ ...link, captive: false, health: { ...link.health, heardAt: at } },
        questions: noteReply(link.questions, at),
      };
    case 'probe-sent':
      return { ...link, health: noteSent(link.health, event.sequence, at) };
    case 'probe-answered':
      return {
        ...{ ...link, socketError: undefined, captive: false, probePath: 'proven', blockedAt: undefined },
        health: noteAnswer(link.health, event.sequence, event.roundTripMilliseconds, at),
      };
    case 'receipt-late':
      return { ...link, receiptLateAt: at };
    case 'socket-error':
      return { ...link, socketError: { code: event.code, at } };
    case 'signal':
      return { ...link, signal: event.signal && knownSignal(link, event.signal, at) };
    case 'captive':
      return { ...link, captive: event.captive };
    case 'budget':
      return { ...link, exhausted: event.exhausted };
    case 'force':
    case 'urgent':
    case 'tick':
      return link;
  }
}

/** Misses in a row end with the session that they were counted in, as they do with an answer. */
function openAgain(health: LinkHealth, at: number): LinkHealth {
  return { ...noteHeard(health, at), misses: 0, missesSince: undefined };
}

function endSession(link: LinkState, cause: LinkCauseCode, at: number): LinkState {
  const ended = endPath(link, cause === 'none');
  const questions = { ...ended.questions, askedAt: undefined };
  return { ...ended, session: 'down', sessionAt: at, sessionCause: cause, receiptLateAt: undefined, questions };
}

/** What comes while a question waits may be its answer, and nothing else is said over the link. */
function noteHeardOf({ health, questions }: LinkState, at: number): LinkHealth {
  return questions.askedAt === undefined ? noteHeard(health, at) : { ...health, heardAt: at };
}

function knownSignal({ signal }: LinkState, said: Signal, at: number): KnownSignal {
  const cause = judgeSignal(said);
  return { said, cause, since: signal?.cause === cause ? signal.since : at };
}
