import { StopList } from '../../lab/stops.js';
import type { CaseResult, Suite } from '../case-result.js';
import { type ExampleNode, startNodes } from './node.js';
import { readExamples } from './read-examples.js';
import { sendExample } from './send-example.js';

/** Of the clinical examples, stored and returned equal. */
const equalShareMin = 0.99;

/**
 * The examples of the specification (npm package `hl7.fhir.r4.examples`) through the HTTP of a site and of a hub. Holds when
 * 99 % of the clinical ones come back equal through each, none comes back different, and no answer is a defect.
 */
export const examplesSuite: Suite = {
  name: 'examples',
  title:
    'FOLDER of an unpacked package of examples: each is stored over HTTP at a site and at a hub, read and compared',
  run: async (folder, tell) => {
    const stops = new StopList(() => {});
    try {
      const nodes = await startNodes({ teardown: (stop) => stops.add(stop) });
      let holds = true;
      for (const node of nodes) if (!(await runAll(node, folder, tell))) holds = false;
      return holds;
    } finally {
      await stops.run();
    }
  },
};

async function runAll(node: ExampleNode, folder: string, tell: (result: CaseResult) => void): Promise<boolean> {
  let [clinical, equal, broken] = [0, 0, 0];
  for (const example of readExamples(folder)) {
    const result = await sendExample(node, example);
    tell(result);
    if (example.kind === 'clinical') clinical += 1;
    if (example.kind === 'clinical' && result.outcome === 'passed') equal += 1;
    if (result.outcome === 'failed' && !/^refused 4/.test(result.reason ?? '')) broken += 1;
  }
  return broken === 0 && equal >= clinical * equalShareMin;
}
