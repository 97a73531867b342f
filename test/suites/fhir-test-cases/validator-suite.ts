import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../../../protocol/problem.js';
import { readProfiles } from '../../../provisioning/profiles/read-given.js';
import { parseResource, warningsOf } from '../../../record/parse.js';
import { makeBook } from '../../../record/profiles/profile-book.js';
import { Findings } from '../../../record/validation/finding.js';
import type { CaseResult, Suite } from '../case-result.js';

/** A case of the manifest, as far as it is read. */
interface ManifestCase {
  readonly name: string;
  readonly file: string;
  readonly version?: string;
  readonly module?: string;
  readonly validateContains?: string;
  readonly java?: unknown;
  readonly supporting?: readonly string[];
  readonly profiles?: readonly string[];
  readonly profile?: { readonly source: string; readonly supporting?: readonly string[]; readonly java?: unknown };
}

interface Issue {
  readonly severity: string;
  readonly details?: { readonly text?: string };
  readonly expression?: readonly string[];
}

/** What this node judges; the others ask for a terminology server, questionnaires, signatures, other formats or comparisons. */
const judgedModules: ReadonlySet<string> = new Set([
  ...[
    'general',
    'base',
    'invariants',
    'references',
    'bundle',
    'security',
    'xhtml',
    'extensions',
    'api',
    'profile',
    'sd',
    'none',
  ],
]);

/** Faults that need what is not here, or are the policy of a publisher; by what the reference validator says of them. */
const notJudged: readonly (readonly [reason: string, pattern: RegExp])[] = [
  [
    'terminology',
    /code ?system|value ?set|display|codings? |Coding\.|Unknown code|UCUM|\bunits?\b|mime ?type|language/i,
  ],
  [
    'what stands elsewhere',
    /resolve|Can't find|could not be found|Multiple matches|not found|fetch|in the bundle|contained resource/i,
  ],
  [
    'how to publish',
    /Example URL|Experimental|Hyperlink|absolute (URL|reference)|Canonical|HTML|xhtml|markdown|html id|narrative/i,
  ],
  ['definitions as such', /SearchParameter|FHIRPath|StructureDefinition|snapshot|slicing|discriminator|is not allowed/],
];

/**
 * `validator` of FHIR/fhir-test-cases: the cases of R4 in JSON, with the outcome of the reference validator. A case passes when
 * both take the resource, or both refuse it or tell what is wrong (a write is not refused for all that `$validate` tells); one that is wrong only by what is not judged here is left out, with the reason.
 */
export const validatorSuite: Suite = {
  name: 'validator',
  title: 'FOLDER of FHIR/fhir-test-cases: validator, the cases of R4 in JSON',
  run: async (folder, tell) => {
    const root = join(folder, 'validator');
    const manifest = JSON.parse(readFileSync(join(root, 'manifest.json'), 'utf8')) as {
      'test-cases': readonly ManifestCase[];
    };
    const cases = manifest['test-cases'].filter(
      ({ version, file }) => /^4\.0/.test(version ?? '') && file.endsWith('.json'),
    );
    const results = cases.flatMap((each) => [runBase(root, each), ...runProfile(root, each)]);
    results.forEach(tell);
    return !results.some(({ reason }) => reason === 'refuses what is right');
  },
};

function runBase(root: string, given: ManifestCase): CaseResult {
  const base = { suite: 'validator', group: `R4, ${given.module ?? 'none'}`, name: given.name };
  if (!judgedModules.has(given.module ?? 'none'))
    return { ...base, outcome: 'left-out', reason: 'a module that is not served' };
  if (given.validateContains === 'IGNORE')
    return { ...base, outcome: 'left-out', reason: 'an option of the validator' };
  const errors = errorsOf(root, given.java);
  if (errors === undefined) return { ...base, outcome: 'left-out', reason: 'no outcome is given' };
  return judge(base, errors, () => {
    const value = parse(readFileSync(join(root, given.file), 'utf8'));
    return { refused: [], told: warningsOf(value).length > 0 };
  });
}

function runProfile(root: string, given: ManifestCase): readonly CaseResult[] {
  const { profile } = given;
  if (profile === undefined) return [];
  const base = { suite: 'validator', group: 'R4, by profile', name: given.name };
  const errors = errorsOf(root, profile.java);
  const files = [profile.source, ...(profile.supporting ?? []), ...(given.profiles ?? []), ...(given.supporting ?? [])];
  const there = [...new Set(files)]
    .map((file) => join(root, file))
    .filter((file) => file.endsWith('.json') && existsSync(file));
  if (errors === undefined) return [{ ...base, outcome: 'left-out', reason: 'no outcome is given' }];
  try {
    const { profiles, valueSets } = readProfiles(there);
    const book = makeBook({ profiles: profiles.map((definition) => ({ definition, enforced: false })), valueSets });
    const source = JSON.parse(readFileSync(join(root, profile.source), 'utf8')) as { readonly url: string };
    const entry = book.find(source.url);
    if (entry === undefined) return [{ ...base, outcome: 'left-out', reason: 'its profile is no profile' }];
    const told = () => {
      const findings = new Findings();
      book.check(parse(readFileSync(join(root, given.file), 'utf8')), [entry], findings);
      return { refused: findings.list.map(({ path, text }) => `${path}: ${text}`), told: false };
    };
    return [judge(base, errors, told, entry.unchecked)];
  } catch (error) {
    if (!(error instanceof Problem) && !(error instanceof SyntaxError)) throw error;
    return [{ ...base, outcome: 'left-out', reason: 'its profile is not taken', details: [String(error)] }];
  }
}

/** @param unchecked what is known not to be checked, with what a case that it does not find is left out */
function judge(
  base: Pick<CaseResult, 'suite' | 'group' | 'name'>,
  errors: readonly string[],
  check: () => { readonly refused: readonly string[]; readonly told: boolean },
  unchecked: readonly string[] = [],
): CaseResult {
  let said: readonly string[];
  let isTold = false;
  try {
    ({ refused: said, told: isTold } = check());
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    said = error.issues.length > 0 ? error.issues.map(({ path, text }) => `${path}: ${text}`) : [error.message];
  }
  if (said.length > 0 && errors.length > 0) return { ...base, outcome: 'passed' };
  if (said.length > 0) return { ...base, outcome: 'failed', reason: 'refuses what is right', details: said };
  if (errors.length === 0) return { ...base, outcome: 'passed' };
  if (isTold) return { ...base, outcome: 'passed', reason: 'told by $validate' };
  const kinds = errors.map((error) => notJudged.find(([, pattern]) => pattern.test(error))?.[0]);
  if (!kinds.includes(undefined))
    return { ...base, outcome: 'left-out', reason: `wrong only by ${kinds[0]}`, details: errors };
  if (unchecked.length > 0)
    return { ...base, outcome: 'left-out', reason: 'wrong by what is said not to be checked', details: errors };
  return {
    ...base,
    outcome: 'failed',
    reason: 'takes what is wrong',
    details: errors.filter((_, at) => kinds[at] === undefined),
  };
}

function parse(text: string) {
  return parseResource(text.replace(/^\uFEFF/, ''), { idIfNone: () => 'case' }).value;
}

function errorsOf(root: string, outcome: unknown): readonly string[] | undefined {
  // A few outcomes stand in the manifest itself, in a form of their own.
  const file = typeof outcome === 'string' ? join(root, 'outcomes', outcome) : undefined;
  if (file === undefined || !existsSync(file)) return undefined;
  const { issue = [] } = JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, '')) as {
    readonly issue?: readonly Issue[];
  };
  return issue
    .filter(({ severity }) => severity === 'error' || severity === 'fatal')
    .map(({ details, expression }) => `${expression?.[0] ?? ''}: ${details?.text ?? ''}`.slice(0, 300));
}
