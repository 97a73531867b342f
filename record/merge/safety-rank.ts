import { asObject, asText, valuesAt } from '../elements.js';
import { type Elements, textOf } from './elements-of.js';

/** How cautious what an element says is: of two values the higher one stands until a person decides (rule M8). */
export type SafetyRank = (elements: Elements) => number;

const standingFrom = 1_000;

/**
 * Whether a problem or an allergy still stands, then how sure it is. What does not say that it is over still is.
 * Refuted and entered in error are an end like any other.
 */
export const standing: SafetyRank = (elements) => {
  const value = JSON.parse(textOf(elements)) as unknown;
  const clinical = codeAt(value, 'clinicalStatus', 'active');
  const verification = codeAt(value, 'verificationStatus', 'unconfirmed');
  const ended = ['inactive', 'resolved', 'remission'].includes(clinical);
  const denied = ['refuted', 'entered-in-error'].includes(verification);
  const phase = ['resolved', 'inactive', 'remission'].indexOf(clinical);
  const sureness = ['entered-in-error', 'refuted', 'differential', 'unconfirmed', 'provisional', 'confirmed'];
  return (ended || denied ? 0 : standingFrom) + (phase < 0 ? 3 : phase) * 10 + sureness.indexOf(verification);
};

/** Whether it does. */
export function stands(elements: Elements): boolean {
  return standing(elements) >= standingFrom;
}

/** A warning that is on, before one that is off. */
export const raised: SafetyRank = ranked('status', ['entered-in-error', 'inactive', 'active']);
/** What was said before what was not; then the higher risk. */
export const criticality: SafetyRank = ranked('criticality', ['low', 'unable-to-assess', 'high']);
/** SNOMED CT: mild, moderate, severe. */
export const severity: SafetyRank = ranked('severity', ['255604002', '6736007', '24484000']);

/** Somebody is cared for until it is certain that they died. */
export const alive: SafetyRank = (elements) =>
  elements.has('deceasedDateTime') || elements.get('deceasedBoolean') === 'true' ? 0 : 1;

function ranked(element: string, fromLeast: readonly string[]): SafetyRank {
  return (elements) => {
    const text = elements.get(element);
    if (text === undefined) return -1;
    return fromLeast.indexOf(codeOf(JSON.parse(text) as unknown) ?? '');
  };
}

function codeAt(value: unknown, element: string, otherwise: string): string {
  return codeOf(asObject(value)?.[element]) ?? otherwise;
}

function codeOf(value: unknown): string | undefined {
  return asText(value) ?? valuesAt(value, 'coding.code').flatMap((code) => asText(code) ?? [])[0];
}
