import { existsSync } from 'node:fs';
import { runTool } from '../support/command-line.js';
import { readArguments, type Wish } from './arguments.js';
import { type CaseResult, countGroups, type GroupCounts } from './case-result.js';
import { examplesSuite } from './examples/examples-suite.js';
import { fhirPathSuite } from './fhir-test-cases/fhirpath-suite.js';
import { patchSuite } from './fhir-test-cases/patch-suite.js';
import { validatorSuite } from './fhir-test-cases/validator-suite.js';

const suites = [examplesSuite, patchSuite, fhirPathSuite, validatorSuite];

async function run({ suite, folder, json, all }: Wish): Promise<boolean> {
  const results: CaseResult[] = [];
  const holds = await suite.run(folder, (result) => {
    results.push(result);
    if (all || result.outcome !== 'passed')
      process.stdout.write(`${json ? JSON.stringify(result) : describe(result)}\n`);
  });
  for (const counts of countGroups(results)) {
    process.stdout.write(`${json ? JSON.stringify(counts) : describeCounts(counts)}\n`);
  }
  return holds;
}

function describe({ group, name, outcome, reason = '', details = [] }: CaseResult): string {
  return [`${outcome.padEnd(8)} ${group}  ${name}  ${reason}`, ...details.map((each) => `         ${each}`)].join('\n');
}

function describeCounts({ group, total, passed, failed, leftOut, reasons }: GroupCounts): string {
  const why = Object.entries(reasons).map(([reason, count]) => `${reason} ${count}`);
  return `${group}: ${passed} of ${total} passed, ${failed} failed, ${leftOut} left out. ${why.join(', ')}`;
}

function hindrance({ folder }: Wish): string | undefined {
  return existsSync(folder) ? undefined : `${folder} is not there`;
}

/** `npm run suites -- …`, see `--help`. */
process.exitCode = await runTool(readArguments(process.argv.slice(2), suites), { hindrance, run });
