import { readInterval } from '../date-time.js';
import { isResourceTypeKnown } from '../definitions/load.js';
import { readReference } from '../reference.js';
import { checkAttachment } from './attachment-rules.js';
import { checkBundleEntry } from './bundle-entry.js';
import type { Findings } from './finding.js';
import { isUcum, ucum } from './ucum.js';
import { checkVitalSignForm } from './vital-sign-rules.js';

type Value = { readonly [element: string]: unknown };
type Rule = (value: Value, path: string, findings: Findings) => void;

const hl7 = 'http://hl7.org/fhir/StructureDefinition/';

/** The invariants of datatypes (FHIR R4 §2.24) and inner types, which @medplum/core does not evaluate, and what else the specification says of a type, by type. */
const rules: Readonly<Record<string, Rule>> = {
  Period: (value, path, findings) => {
    const start = intervalOf(value['start']);
    const end = intervalOf(value['end']);
    // per-1, by instants: the end may be written with another precision or time zone than the start.
    if (!start || !end) return;
    if (start.start >= end.end) findings.rule(path, 'ends before it starts (per-1)');
    else if (start.end > end.start && isMixed(value['start'], value['end'])) {
      // As FHIR R4 says it, an end in days holds all times of the day; as FHIRPath evaluates it, nobody knows.
      findings.warn(
        path,
        'start and end overlap, one of them less precise: that it starts first cannot be told (per-1)',
      );
    }
  },
  Quantity: quantity,
  Age: quantity,
  Count: quantity,
  Distance: quantity,
  Duration: quantity,
  ContactPoint: (value, path, findings) => {
    if (value['value'] !== undefined && value['system'] === undefined) {
      findings.rule(`${path}.system`, 'is required when there is a value (cpt-2)');
    }
  },
  Attachment: checkAttachment,
  BundleEntry: checkBundleEntry,
  Observation: checkVitalSignForm,
  Range: (value, path, findings) => {
    const low = numberOf(value['low']);
    const high = numberOf(value['high']);
    if (low !== undefined && high !== undefined && low > high) findings.rule(path, 'low is above high (rng-2)');
  },
  RiskAssessmentPrediction: (value, path, findings) => {
    // An invariant that the evaluator misjudges (`definitions/trim.ts` leaves it out).
    const probability = value['probabilityDecimal'];
    if (typeof probability === 'number' && probability > 100) {
      findings.rule(`${path}.probabilityDecimal`, 'is above 100 (ras-2)');
    }
  },
  Ratio: (value, path, findings) => {
    if ((value['numerator'] === undefined) !== (value['denominator'] === undefined)) {
      findings.rule(path, 'numerator and denominator go together (rat-1)');
    }
  },
};

/** Checks the invariants of one value of a datatype. */
export function checkDatatype(value: Value, type: string, path: string, findings: Findings): void {
  rules[type]?.(value, path, findings);
}

/**
 * Checks the form of a reference, and that its target is of a type that the element allows. Conditional references
 * are kept as they are; they are a form too.
 */
export function checkReference(
  value: Value,
  targetProfiles: readonly string[] | undefined,
  path: string,
  findings: Findings,
): void {
  const text = value['reference'];
  if (typeof text !== 'string') return;
  const target = readReference(text);
  if (target === undefined) {
    findings.rule(`${path}.reference`, 'is not a reference: Type/id, an absolute address, urn:uuid, or #contained');
    return;
  }
  if (target.form !== 'relative' && target.form !== 'conditional') return;
  if (!isResourceTypeKnown(target.type)) findings.rule(`${path}.reference`, 'names an unknown resource type');
  else if (!allowsTarget(targetProfiles, target.type)) {
    findings.rule(`${path}.reference`, `must point at ${targetNames(targetProfiles).join(' or ')}`);
  }
}

function allowsTarget(targetProfiles: readonly string[] | undefined, type: string): boolean {
  const names = targetNames(targetProfiles);
  return names.length === 0 || names.includes('Resource') || names.includes(type) || !names.every(isResourceTypeKnown);
}

function targetNames(targetProfiles: readonly string[] | undefined): string[] {
  return (targetProfiles ?? []).map((profile) => (profile.startsWith(hl7) ? profile.slice(hl7.length) : profile));
}

function quantity(value: Value, path: string, findings: Findings): void {
  if (value['code'] !== undefined && value['system'] === undefined) {
    findings.rule(`${path}.system`, 'is required when there is a code of the unit (qty-3)');
  }
  const { system, code } = value;
  if (system === ucum && typeof code === 'string' && !isUcum(code)) {
    // Lists of medicines are full of `TAB` and `mcg`, examples of FHIR itself too: told to who asks, no reason to lose a record.
    findings.warn(`${path}.code`, 'is not a unit of UCUM, which tells capital letters apart');
  }
}

/** Written to the day and less, or with a time. */
function isMixed(start: unknown, end: unknown): boolean {
  return precisionOf(start) !== precisionOf(end);
}

function precisionOf(text: unknown): number {
  const date = String(text).split('T')[0] ?? '';
  return String(text).includes('T') ? Number.POSITIVE_INFINITY : date.length;
}

function intervalOf(value: unknown): ReturnType<typeof readInterval> {
  return typeof value === 'string' ? readInterval(value) : undefined;
}

function numberOf(quantityValue: unknown): number | undefined {
  const value = (quantityValue as { readonly value?: unknown } | undefined)?.value;
  return typeof value === 'number' ? value : undefined;
}
