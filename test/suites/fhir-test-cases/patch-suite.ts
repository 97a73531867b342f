import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../../../protocol/problem.js';
import { canonicalise } from '../../../record/canonical.js';
import { applyPatch } from '../../../record/patch/apply-patch.js';
import type { CaseResult, Suite } from '../case-result.js';
import { jsonOfXml } from './json-of-xml.js';
import { childrenOf, readXml, type XmlElement } from './read-xml.js';

interface JsonCase {
  readonly comment: string;
  readonly doc: unknown;
  readonly patch: unknown;
  readonly expected?: unknown;
  readonly error?: string;
}

/** `r4/patch` of FHIR/fhir-test-cases: every case of JSON Patch and FHIRPath Patch by the code that the API patches with. */
export const patchSuite: Suite = {
  name: 'patch',
  title: 'FOLDER of FHIR/fhir-test-cases: JSON Patch and FHIRPath Patch of r4/patch',
  run: async (folder, tell) => {
    const results = [...fhirPathPatches(folder), ...jsonPatches(folder)];
    results.forEach(tell);
    return results.every(({ outcome }) => outcome !== 'failed');
  },
};

function jsonPatches(folder: string): readonly CaseResult[] {
  const cases = JSON.parse(readFileSync(join(folder, 'r4/patch/json-patch-tests.json'), 'utf8')) as readonly JsonCase[];
  return cases.map(({ comment, doc, patch, expected, error }) => {
    const base = { suite: 'patch', group: 'JSON Patch', name: comment };
    return judge(base, error === undefined ? JSON.stringify(expected) : undefined, () =>
      applyPatch(JSON.stringify(doc), JSON.stringify(patch)),
    );
  });
}

function fhirPathPatches(folder: string): readonly CaseResult[] {
  const suite = readXml(readFileSync(join(folder, 'r4/patch/fhir-patch-tests.xml'), 'utf8'));
  return childrenOf(suite, 'case').map((each) => {
    const base = { suite: 'patch', group: 'FHIRPath Patch', name: each.attributes.get('name') ?? '' };
    const [input, diff, output] = ['input', 'diff', 'output'].map((name) => resourceIn(each, name));
    if (input === undefined || diff === undefined) return { ...base, outcome: 'left-out', reason: 'no resource in it' };
    return judge(base, output && jsonOfXml(output), () => applyPatch(jsonOfXml(input), jsonOfXml(diff)));
  });
}

function resourceIn(element: XmlElement, name: string): XmlElement | undefined {
  return childrenOf(element, name)[0]?.children[0];
}

/** @param expected what has to come out; `undefined` where it has to be refused */
function judge(
  base: Pick<CaseResult, 'suite' | 'group' | 'name'>,
  expected: string | undefined,
  patch: () => string,
): CaseResult {
  let got: string;
  try {
    got = canonicalise(patch());
  } catch (error) {
    if (expected === undefined && error instanceof Problem) return { ...base, outcome: 'passed' };
    return { ...base, outcome: 'failed', reason: 'refused', details: [String(error)] };
  }
  if (expected === undefined) return { ...base, outcome: 'failed', reason: 'not refused', details: [got] };
  if (got === canonicalise(expected)) return { ...base, outcome: 'passed' };
  return { ...base, outcome: 'failed', reason: 'another result', details: [got, canonicalise(expected)] };
}
