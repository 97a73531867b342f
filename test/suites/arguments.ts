import { parseOptions, type Read } from '../support/command-line.js';
import type { Suite } from './case-result.js';

/** What somebody wants run. */
export interface Wish {
  readonly suite: Suite;
  readonly folder: string;
  readonly json: boolean;
  readonly all: boolean;
}

const options = {
  json: { type: 'boolean', default: false },
  all: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** Reads `SUITE FOLDER [--json] [--all]`. */
export function readArguments(given: readonly string[], suites: readonly Suite[]): Read<Wish> {
  const parsed = parseOptions(given, options);
  if (typeof parsed === 'string') return { problem: parsed };
  const { values, positionals } = parsed;
  if (values.help || positionals.length === 0) return { text: helpText(suites) };
  const [name, folder, ...more] = positionals;
  const suite = suites.find((each) => each.name === name);
  if (suite === undefined)
    return { problem: `no suite ${name}; there are ${suites.map((each) => each.name).join(', ')}` };
  if (folder === undefined || more.length > 0) return { problem: `${name} wants one FOLDER; see --help` };
  return { suite, folder, json: values.json, all: values.all };
}

function helpText(suites: readonly Suite[]): string {
  return `npm run suites -- SUITE FOLDER [options]

Runs cases that others published, from a folder where you put them. Nothing of them stands in the repository.

${suites.map(({ name, title }) => `  ${name.padEnd(10)}  ${title}`).join('\n')}

  --json   one JSON object a line: each case that did not pass, then the counts of each group
  --all    the cases that passed, too

Exit 0 when all that the suite promises held; 1 when not; 2 for wrong usage.

  npm pack hl7.fhir.r4.examples && tar xzf hl7.fhir.r4.examples-*.tgz
  npm run suites -- examples package --json > examples.jsonl
`;
}
