import type { Signal } from '../../../protocol/links/link-signal.js';
import { judgeSignal } from './judge-signal.js';
import type { LinkEvent } from './link-event.js';
import { noteAnswer, noteHeard, noteSent } from './link-health.js';
import type { KnownSignal, LinkState } from './link-state.js';

/** What an event changes in what is known of its link. */
export function noteEvent(link: LinkState, event: LinkEvent): LinkState {
  const at = event.atMilliseconds;
  switch (event.kind) {
    case 'session-up':
      return {
        ...{ ...link, session: 'up', sessionAt: at, sessionCause: 'none', wasUp: true, renewed: false },
        ...{ socketError: undefined, captive: false, receiptLateAt: undefined, health: noteHeard(link.health, at) },
      };
    case 'session-down':
      return { ...link, session: 'down', sessionAt: at, sessionCause: event.cause, receiptLateAt: undefined };
    case 'heard':
      return { ...link, captive: false, health: noteHeard(link.health, at) };
    case 'probe-sent':
      return { ...link, health: noteSent(link.health, event.sequence, at) };
    case 'probe-answered':
      return {
        ...{ ...link, socketError: undefined, captive: false },
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

function knownSignal({ signal }: LinkState, said: Signal, at: number): KnownSignal {
  const cause = judgeSignal(said);
  return { said, cause, since: signal?.cause === cause ? signal.since : at };
}
