import { formatBytes } from '../../kit/i18n/bytes.js';
import { formatNumber } from '../../kit/i18n/format.js';
import { stateText } from '../../kit/sync/link-words.js';
import { percentText } from '../links/percent.js';
import { ageText } from '../sites/age-text.js';
import type { OpsWords } from '../words/use-words.js';
import type { PastSummary } from './past-summary.js';

/** Shorter gaps in the measurements are not worth a word. */
const unknownMillisecondsMin = 15 * 60_000;

/** A day in a line: `active 23 h, coupée 20 min ; aller-retour médian 42 ms, …`. */
export function pastText(words: OpsWords, summary: PastSummary): string {
  const { states, unknownMilliseconds, medianMilliseconds: median, worstMilliseconds: worst, lossFraction } = summary;
  const age = (milliseconds: number) => ageText(words.language, milliseconds);
  const whole = (value: number) => formatNumber(words.language, Math.round(value));
  const parts = states.map(({ state, milliseconds }) =>
    words.t('past.state', { state: stateText(words.language, state), age: age(milliseconds) }),
  );
  if (unknownMilliseconds >= unknownMillisecondsMin) {
    parts.push(words.t('past.unknown', { age: age(unknownMilliseconds) }));
  }
  if (median !== undefined) {
    parts.push(words.t('past.roundTrip', { median: whole(median), worst: whole(worst ?? median) }));
  }
  if (lossFraction !== undefined) parts.push(words.t('past.loss', { share: percentText(words, lossFraction) }));
  if (summary.bytes > 0) parts.push(words.t('past.bytes', { bytes: formatBytes(words.language, summary.bytes) }));
  return parts.join(' · ');
}
