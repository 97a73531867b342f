import { type Elements, elementsOf, textOf, unitNameOf } from './elements-of.js';
import { contentGroup, groupOf, mergeRuleOf } from './kinds.js';

/** When a fact is final, and what may be written on top of it then (rule F162). */
interface Finality {
  /** The element that says so. */
  readonly element: 'status' | 'docStatus';
  /** Final in these: what changes its content is an amendment, which the first one that follows `final` says. */
  readonly amendable: readonly string[];
  /** Final in these for good: nothing but a withdrawal follows. */
  readonly closed: readonly string[];
  /** Content that is known later only, and is no change of what was done. */
  readonly later: readonly string[];
}

const withdrawn = 'entered-in-error';
const amended = 'amended';

/** FHIR R4 value sets observation-status and diagnostic-report-status. */
const result: Finality = {
  element: 'status',
  amendable: ['final', amended, 'appended', 'corrected'],
  closed: ['cancelled', withdrawn],
  later: [],
};
/** FHIR R4 value set composition-status. */
const document: Finality = { ...result, amendable: ['final', amended], closed: [withdrawn] };
/** FHIR R4 value set event-status and its kin, which have no word for what was amended. */
const act: Finality = {
  element: 'status',
  amendable: [],
  closed: ['completed', 'stopped', 'not-done', 'cancelled', 'declined', 'aborted', withdrawn],
  later: ['eventHistory', 'detectedIssue'],
};

const table: Readonly<Record<string, Finality>> = {
  Observation: result,
  DiagnosticReport: result,
  Composition: document,
  DocumentReference: { ...document, element: 'docStatus' },
  Immunization: { ...act, later: ['reaction', 'education'] },
  Procedure: { ...act, later: ['complication', 'complicationDetail', 'followUp', 'outcome', 'report'] },
  MedicationDispense: act,
  MedicationAdministration: act,
  Communication: { ...act, later: ['received'] },
};

/** The types whose facts are final some day: those of class `event` that are taken whole. */
export const finalTypes: ReadonlySet<string> = new Set(Object.keys(table));

/** What becomes of a version that somebody wants to put on top of another one. */
export type Judged =
  | { readonly kind: 'as-sent' }
  /** Its canonical body, which says of itself that it is an amendment. */
  | { readonly kind: 'amended'; readonly body: string }
  /** The element that stands against it, `Observation.status`. */
  | { readonly kind: 'refused'; readonly path: string };

const asSent: Judged = { kind: 'as-sent' };

/**
 * Judges a write on top of a fact by its states (FHIR R4 ObservationStatus and its kin): an open one takes anything; what is
 * final is amended, withdrawn or left as it is, and never opened again.
 * @param before the canonical body that is there
 * @param after the canonical body that was sent
 */
export function judgeAmendment(type: string, before: string, after: string): Judged {
  const finality = Object.hasOwn(table, type) ? table[type] : undefined;
  if (finality === undefined) return asSent;
  const { element, amendable, closed } = finality;
  const [old, sent] = [elementsOf(before), elementsOf(after)];
  const [was, is] = [stateOf(old, element), stateOf(sent, element)];
  const isAmendable = amendable.includes(was);
  if (!isAmendable && !closed.includes(was)) return asSent;
  if (is === withdrawn && was !== withdrawn) return asSent;
  const isSame = contentOf(type, finality, old) === contentOf(type, finality, sent);
  const refused: Judged = { kind: 'refused', path: `${type}.${element}` };
  if (!isAmendable) return is === was && isSame ? asSent : refused;
  if (!amendable.includes(is)) return refused;
  // What was amended once is not as it was first told, and what is changed now is so no more.
  const said = is !== 'final' || (isSame && was === 'final') ? is : was === 'final' ? amended : was;
  if (said === is) return asSent;
  return { kind: 'amended', body: textOf(new Map([...sent, [element, JSON.stringify(said)]])) };
}

function stateOf(elements: Elements, element: string): string {
  const text = elements.get(element);
  return text?.startsWith('"') === true ? (JSON.parse(text) as string) : '';
}

/** All that makes up the fact, without what accompanies it and what is known later only. */
function contentOf(type: string, { element, later }: Finality, elements: Elements): string {
  const rule = mergeRuleOf(type);
  const content = [...elements].filter(([key]) => {
    const unit = unitNameOf(key);
    return unit !== element && !later.includes(unit) && groupOf(rule, unit) === contentGroup;
  });
  return textOf(new Map(content));
}
