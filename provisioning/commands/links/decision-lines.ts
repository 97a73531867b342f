import { decisionReasons } from '../../../protocol/links/decision-reasons.js';
import { causeWords } from '../../../protocol/links/link-words.js';
import type { KeptDecision, KeptEvidence } from '../../../protocol/telemetry/kept-decision.js';
import { formatTime } from '../../time-text.js';
import { type CommandContext, say } from '../command-context.js';

/** Decisions shown in a terminal. */
const decisionsShownMax = 10;
const percent = 100;

/** The latest decisions, the newest first, each in a line and its figures in another. */
export function decisionLines(context: CommandContext, decisions: readonly KeptDecision[]): readonly string[] {
  return decisions.slice(0, decisionsShownMax).flatMap((decision) => {
    const { at, from, to, reason, evidence } = decision;
    const nothing = say(context, { en: 'no link', fr: 'aucune liaison' });
    const why = say(context, decisionReasons[reason]);
    const figures = evidence.map((each) => evidenceText(context, each)).join(' · ');
    return [`${formatTime(at)}  ${from ?? nothing} → ${to ?? nothing}  ${why}`, `    ${figures}`];
  });
}

function evidenceText(context: CommandContext, evidence: KeptEvidence): string {
  const { link, cause, lossFraction, roundTripMilliseconds, silentMilliseconds } = evidence;
  const words = (en: string, fr: string) => say(context, { en, fr });
  const seconds = silentMilliseconds === null ? '' : (silentMilliseconds / 1_000).toFixed(1);
  const silence = words(`silent for ${seconds} s`, `muette depuis ${seconds.replace('.', ',')} s`);
  const parts = [
    cause === 'none' ? undefined : say(context, causeWords[cause]),
    roundTripMilliseconds === null ? undefined : `${roundTripMilliseconds} ms`,
    lossFraction === null || lossFraction === 0
      ? undefined
      : words(`${Math.round(lossFraction * percent)} % lost`, `${Math.round(lossFraction * percent)} % perdus`),
    silentMilliseconds === null || cause === 'none' ? undefined : silence,
  ].filter((part) => part !== undefined);
  return `${link}: ${parts.length === 0 ? words('nothing known yet', 'encore rien de connu') : parts.join(', ')}`;
}
