import { type DecisionReason, decisionReasons } from '../../../protocol/links/decision-reasons.js';
import type { linkFr } from '../i18n/link-fr.js';
import type { Words } from '../i18n/words.js';
import { type LinkDecision, type Traffic, trafficClasses } from './decision.js';

type LinkWords = Pick<Words<keyof typeof linkFr>, 'language' | 't'>;
type WhyKey = Extract<keyof typeof linkFr, `decision.why.${string}`>;

const whyKeys = {
  ready: 'decision.why.ready',
  unreachable: 'decision.why.unreachable',
  silent: 'decision.why.silent',
  'session-ended': 'decision.why.session-ended',
  losses: 'decision.why.losses',
  slow: 'decision.why.slow',
  cheaper: 'decision.why.cheaper',
  better: 'decision.why.better',
  preferred: 'decision.why.preferred',
  forced: 'decision.why.forced',
  'not-forced': 'decision.why.not-forced',
  'budget-spent': 'decision.why.budget-spent',
} as const satisfies Partial<Record<DecisionReason, WhyKey>>;

/** Why lanes went to another link, and which, in one sentence: `La liaison fibre ne répond plus : passage à …`. */
export function decisionSentence(words: LinkWords, decision: LinkDecision): string {
  const { to } = decision;
  const why = whyOf(words, decision);
  const traffic = trafficText(words, decision.traffic);
  if (to === undefined) return words.t('decision.waits', { why, traffic });
  return words.t('decision.moved', { why, traffic, to });
}

function whyOf(words: LinkWords, { reason, from, to }: LinkDecision): string {
  if (reason === '') return words.t('decision.why');
  const key: WhyKey | undefined = (whyKeys as Partial<Record<DecisionReason, WhyKey>>)[reason];
  // A sentence that names the link only where there is one to name.
  const needed = key === undefined ? '' : words.t(key);
  const lacks = (needed.includes('{from}') && from === undefined) || (needed.includes('{to}') && to === undefined);
  if (key === undefined || lacks) return decisionReasons[reason][words.language].replace(/\.$/, '');
  return words.t(key, { from: from ?? '', to: to ?? '' });
}

/** `l’urgent et le clinique`, `tout`. */
function trafficText(words: LinkWords, traffic: readonly Traffic[]): string {
  const [first, second] = traffic;
  if (first === undefined || traffic.length === trafficClasses.length) return words.t('traffic.all');
  if (second === undefined) return words.t(`traffic.${first}`);
  return words.t('traffic.pair', { first: words.t(`traffic.${first}`), second: words.t(`traffic.${second}`) });
}
