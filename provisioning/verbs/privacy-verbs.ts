import { readRegisterFacts } from '../../journal/privacy/register-facts.js';
import type { RegisterFacts } from '../../record/privacy/processing.js';
import type { VerbContext } from './verb-context.js';

/** `privacy-register`: the facts that the register of processing is printed from. */
export async function readRegister({ journal, node, now }: VerbContext): Promise<RegisterFacts> {
  return readRegisterFacts(journal, {
    node: { kind: node.kind, code: node.code, name: node.name },
    hub: node.kind === 'site' ? node.hub.name : '',
    isSecondFactorMandatory: node.demo === undefined,
    madeAt: now(),
  });
}
