import { type LinkSamples, sizeOfLinkSamples } from '../../protocol/control/link-samples.js';

export interface TellingState {
  readonly isMetered: boolean;
  /** Milliseconds of a steady clock. */
  readonly now: number;
  /** When something was last told; `undefined` in a new session. */
  readonly toldAt: number | undefined;
  /** Whether the hub knows how the links stand. */
  readonly knowsStandings: boolean;
  /** How many of each wait to be told. */
  readonly decisions: number;
  readonly samples: number;
  /** What a message may take, its surroundings not counted. */
  readonly bytesMax: number;
}

/** Nothing to tell, look again after a while, or tell now. */
export type TellingPlan = 'nothing' | 'now' | { readonly waitMilliseconds: number };

/** What is told together costs its surroundings once. */
const routineMilliseconds = 60_000;
const changeMilliseconds = 1_000;
const changeMeteredMilliseconds = 10_000;
/** After an outage: one message after the other, as far as the allowance goes. */
const backlogSamplesMin = 30;
/** No message is smaller, and none larger: what is urgent does not wait behind it. */
const messageBytesMin = 64;
const messageBytesMax = 8_192;
const shortWaitMilliseconds = 5_000;

/** When to tell the hub what the links show (rule L32). */
export function planTelling(state: TellingState): TellingPlan {
  const { isMetered, now, toldAt, knowsStandings, decisions, samples, bytesMax } = state;
  const hasChange = !knowsStandings || decisions > 0;
  if (!hasChange && samples === 0) return 'nothing';
  const changePause = isMetered ? changeMeteredMilliseconds : changeMilliseconds;
  const pause = hasChange || samples >= backlogSamplesMin ? changePause : routineMilliseconds;
  const due = toldAt === undefined ? now : toldAt + pause;
  if (due > now) return { waitMilliseconds: due - now };
  return bytesMax < messageBytesMin ? { waitMilliseconds: shortWaitMilliseconds } : 'now';
}

/**
 * As much of a message as fits: fine samples are left for later first, then coarse ones, and decisions last. `undefined`
 * when nothing of it fits.
 */
export function fitMessage(message: LinkSamples, bytesMax: number): LinkSamples | undefined {
  const most = Math.min(bytesMax, messageBytesMax);
  let fitted = message;
  for (const kind of ['fine', 'coarse', 'decisions'] as const) {
    while (fitted[kind].items.length > 0 && sizeOfLinkSamples(fitted) > most) {
      const { items } = fitted[kind];
      fitted = { ...fitted, [kind]: { ...fitted[kind], items: items.slice(0, Math.floor(items.length / 2)) } };
    }
  }
  return sizeOfLinkSamples(fitted) <= most ? fitted : undefined;
}
