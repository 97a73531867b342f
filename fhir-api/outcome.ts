import type { Problem, ProblemCode, ProblemIssue } from '../protocol/problem.js';
import { problems } from '../protocol/problems.js';
import type { Language } from './negotiate.js';

/** The code system of Carnet's closed list of problems. */
export const problemSystem = 'urn:carnet:problem';

/** The code system of what an answer remarks. */
export const restrictedSystem = 'urn:carnet:remark';

/** The content type of everything that the FHIR API sends. */
export const fhirJson = 'application/fhir+json; charset=utf-8';

interface OutcomeIssue {
  readonly severity: 'error' | 'warning' | 'information';
  readonly code: string;
  readonly details: { readonly coding?: readonly { system: string; code: string }[]; readonly text: string };
  readonly diagnostics?: string;
  readonly expression?: readonly string[];
}

/** A refusal as an OperationOutcome (FHIR R4 §2.36): code, words in the reader's language, and where. */
export function outcomeOf(problem: Problem, language: Language): string {
  return outcomeText(issuesOf(problem, language));
}

/** What `$validate` found: what a write would be refused with, what it could not look at, or that there is nothing. */
export function validationOutcome(
  found: readonly Problem[],
  { warnings, notes }: { readonly warnings: readonly ProblemIssue[]; readonly notes: readonly ProblemIssue[] },
  language: Language,
): string {
  const text = language === 'fr' ? 'Cela n’a pas pu être vérifié ici.' : 'This could not be checked here.';
  const told = notes.map(
    (note): OutcomeIssue => ({
      ...{ severity: 'information', code: 'incomplete', details: { text } },
      ...{ diagnostics: note.text, expression: [note.path] },
    }),
  );
  const accepted = language === 'fr' ? 'Accepté, mais incorrect.' : 'Accepted, though not right.';
  const warned = warnings.map(
    (warning): OutcomeIssue => ({
      ...{ severity: 'warning', code: 'code-invalid', details: { text: accepted } },
      ...{ diagnostics: warning.text, expression: [warning.path] },
    }),
  );
  const issues = [...found.flatMap((problem) => issuesOf(problem, language)), ...warned, ...told];
  if (issues.length > 0) return outcomeText(issues);
  return informationOutcome(language === 'fr' ? 'Rien à redire.' : 'No fault was found.');
}

function issuesOf(problem: Problem, language: Language): OutcomeIssue[] {
  const places = problem.issues.length === 0 ? [undefined] : problem.issues;
  return places.map((place) => {
    const diagnostics = [problem.detail, place?.text ?? ''].filter((text) => text !== '').join(': ');
    return {
      severity: 'error',
      code: problems[problem.code].issue,
      details: detailsOf(problem.code, language),
      ...(diagnostics === '' ? {} : { diagnostics }),
      ...(place === undefined || place.path === '' ? {} : { expression: [place.path] }),
    };
  });
}

/** What a search did not do as it was asked to. */
export interface SearchRemarks {
  /** Names of parameters that were not used. */
  readonly ignored: readonly string[];
  /** Whether more would have been included than one answer takes. */
  readonly includedInPart: boolean;
  /** Whether the answer itself is cut. */
  readonly isCut?: boolean;
  /** Whether rows of an earlier program are being made again, so that something may be missing (rule J21). */
  readonly incomplete: boolean;
  /** How many items of the patient stand there that who asks may not see (rule R23). */
  readonly restricted?: number;
}

/** The same as warnings inside its Bundle (FHIR R4 §3.1.1.2, §3.1.1.5); `undefined` where there is nothing to say. */
export function searchRemarks(remarks: SearchRemarks, language: Language): string | undefined {
  const { ignored, includedInPart, isCut = false, incomplete, restricted = 0 } = remarks;
  const issues: OutcomeIssue[] = ignored.map((parameter) => ({
    severity: 'warning',
    code: problems['parameter-unknown'].issue,
    details: detailsOf('parameter-unknown', language),
    diagnostics: `ignored: ${parameter}`,
  }));
  if (includedInPart)
    issues.push({ severity: 'warning', code: 'too-costly', details: { text: notAllIncluded[language] } });
  if (isCut) issues.push({ severity: 'warning', code: 'too-costly', details: { text: isNotAll[language] } });
  if (incomplete) {
    const { issue } = problems['index-rebuilding'];
    issues.push({ severity: 'warning', code: issue, details: detailsOf('index-rebuilding', language) });
  }
  if (restricted > 0) issues.push(restrictedIssue(restricted, language));
  return issues.length === 0 ? undefined : outcomeText(issues);
}

/** `suppressed` (FHIR R4 IssueType): a portion of the content was left out for reasons of security. */
function restrictedIssue(count: number, language: Language): OutcomeIssue {
  const text =
    language === 'fr'
      ? `${count} élément${count > 1 ? 's' : ''} à accès restreint`
      : `${count} restricted item${count > 1 ? 's' : ''}`;
  return {
    ...{ severity: 'information', code: 'suppressed', diagnostics: String(count) },
    details: { coding: [{ system: restrictedSystem, code: 'restricted-items' }], text },
  };
}

const notAllIncluded: Readonly<Record<Language, string>> = {
  fr: 'Tout ce qui devait être inclus ne l’est pas : demandez moins de résultats par page (_count) ou cherchez le reste à part.',
  en: 'Not all that was to be included is: ask for fewer matches a page (_count), or search for the rest by itself.',
};

const isNotAll: Readonly<Record<Language, string>> = {
  fr: 'La réponse serait trop longue : il en manque une partie. Précisez la demande.',
  en: 'The answer would be too long: a part of it is missing. Ask for less.',
};

/** That an export leaves a type out which was named. */
export function leftOutOutcome(type: string, language: Language): string {
  const text =
    language === 'fr'
      ? 'Laissé de côté : rien de ce type n’appartient à un patient. $export sans Patient ni Group le donne.'
      : 'Left out: nothing of this type is of a patient. $export without Patient or Group takes it out.';
  return outcomeText([
    { severity: 'warning', code: 'not-supported', details: { text }, diagnostics: `_type: ${type}` },
  ]);
}

/** `Prefer: return=OperationOutcome` (FHIR R4 §3.1.0.1.7). */
export function savedOutcome(language: Language): string {
  return informationOutcome(language === 'fr' ? 'Enregistré ici.' : 'Saved here.');
}

/** The same when it was there already and nothing was written. */
export function keptOutcome(language: Language): string {
  return informationOutcome(
    language === 'fr' ? 'Existait déjà ; rien n’a été écrit.' : 'It was here; nothing was written.',
  );
}

/** The same after a deletion. */
export function withdrawnOutcome(language: Language): string {
  return informationOutcome(language === 'fr' ? 'Retiré ici.' : 'Withdrawn here.');
}

function informationOutcome(text: string): string {
  return outcomeText([{ severity: 'information', code: 'informational', details: { text } }]);
}

function detailsOf(code: ProblemCode, language: Language): OutcomeIssue['details'] {
  return { coding: [{ system: problemSystem, code }], text: problems[code][language] };
}

function outcomeText(issue: readonly OutcomeIssue[]): string {
  return JSON.stringify({ resourceType: 'OperationOutcome', issue });
}
