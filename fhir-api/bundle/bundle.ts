import type { Answer } from '../answer.js';
import type { Call } from '../call.js';
import { answerBatch, type Dispatch } from './batch.js';
import { readBundle } from './entry.js';
import { answerTransaction } from './transaction.js';

/**
 * FHIR R4 §3.1.0.11: a Bundle posted to the service base. `dispatch` answers single requests; it is passed in, because
 * it is what calls this.
 * @throws Problem
 */
export async function answerBundle(call: Call, dispatch: Dispatch): Promise<Answer> {
  const bundle = readBundle(call.body);
  switch (bundle.type) {
    case 'batch':
      return answerBatch(call, bundle.entries, dispatch);
    case 'transaction':
      return answerTransaction(call, bundle.entries, dispatch);
  }
}
