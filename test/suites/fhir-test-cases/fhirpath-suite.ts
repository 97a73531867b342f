import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { evalFhirPathTyped, type TypedValue, toTypedValue } from '@medplum/core';
import type { CaseResult, Suite } from '../case-result.js';
import { jsonOfXml } from './json-of-xml.js';
import { childrenOf, readXml, type XmlElement } from './read-xml.js';

/**
 * `r4/fhirpath` of FHIR/fhir-test-cases by the evaluator that invariants are checked with, which is `@medplum/core`'s. It
 * promises nothing: it says what an invariant may be believed in.
 */
export const fhirPathSuite: Suite = {
  name: 'fhirpath',
  title: 'FOLDER of FHIR/fhir-test-cases: r4/fhirpath, by the evaluator of invariants',
  run: async (folder, tell) => {
    const suite = readXml(readFileSync(join(folder, 'r4/fhirpath/tests-fhir-r4.xml'), 'utf8'));
    const inputs = new Map<string, unknown>();
    for (const group of childrenOf(suite, 'group')) {
      for (const test of childrenOf(group, 'test'))
        tell(runOne(test, group.attributes.get('name') ?? '', folder, inputs));
    }
    return true;
  },
};

function runOne(test: XmlElement, group: string, folder: string, inputs: Map<string, unknown>): CaseResult {
  const base = { suite: 'fhirpath', group, name: test.attributes.get('name') ?? '' };
  const file = test.attributes.get('inputfile');
  const [expression] = childrenOf(test, 'expression');
  if (expression === undefined) return { ...base, outcome: 'left-out', reason: 'no expression' };
  const input = file === undefined ? {} : inputOf(file, folder, inputs);
  if (input === undefined) return { ...base, outcome: 'left-out', reason: `${file} is not there` };
  const invalid = expression.attributes.get('invalid');
  const expected = childrenOf(test, 'output').map(({ attributes, text }) => `${attributes.get('type')} ${text}`);
  let found: readonly TypedValue[];
  try {
    found = evalFhirPathTyped(expression.text, [toTypedValue(input)]);
  } catch (error) {
    if (invalid !== undefined) return { ...base, outcome: 'passed' };
    return { ...base, outcome: 'failed', reason: 'throws', details: [expression.text, String(error).slice(0, 200)] };
  }
  if (invalid !== undefined) {
    return { ...base, outcome: 'failed', reason: `accepts what is wrong (${invalid})`, details: [expression.text] };
  }
  const isPredicate = test.attributes.get('predicate') === 'true';
  const got = isPredicate ? [`boolean ${found.length > 0}`] : found.map(described);
  if (isSame(got, expected)) return { ...base, outcome: 'passed' };
  const details = [
    expression.text,
    `got ${got.join(', ')}`.slice(0, 200),
    `expected ${expected.join(', ')}`.slice(0, 200),
  ];
  return { ...base, outcome: 'failed', reason: 'another result', details };
}

function inputOf(file: string, folder: string, inputs: Map<string, unknown>): unknown {
  if (inputs.has(file)) return inputs.get(file);
  const path = [join(folder, 'r4/examples', file), join(folder, 'r4', file)].find((each) => existsSync(each));
  if (path === undefined) return undefined;
  const text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  const input: unknown = JSON.parse(file.endsWith('.xml') ? jsonOfXml(readXml(text)) : text);
  inputs.set(file, input);
  return input;
}

function described({ type, value }: TypedValue): string {
  const shown = typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
  return `${type} ${shown}`;
}

/** By value; the words of a type differ (System.String, string, code), and a literal has its `@`. */
function isSame(got: readonly string[], expected: readonly string[]): boolean {
  const valueIn = (text: string) => text.slice(text.indexOf(' ') + 1).replace(/^@T?/, '');
  return got.length === expected.length && got.every((each, index) => valueIn(each) === valueIn(expected[index] ?? ''));
}
