import type { ResourceId, ResourceType } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import type { Answer } from '../answer.js';
import type { Call } from '../call.js';
import { type OperationName, operations } from './definitions.js';
import { everything } from './everything.js';
import { readInput } from './input.js';
import { lastN } from './last-n.js';
import { changeLink } from './link.js';
import { match } from './match.js';
import { meta } from './meta.js';
import { changeMeta } from './meta-change.js';
import { crossReference } from './pix.js';
import { summary } from './summary.js';
import { validate } from './validate.js';

/** What is asked of whom; the id only at the level of one resource. */
export interface Operation {
  readonly name: OperationName;
  readonly type: ResourceType;
  readonly id?: ResourceId;
}

/** FHIR R4 §3.2: one file for each operation. @throws Problem */
export async function operate(call: Call, { name, type, id }: Operation): Promise<Answer> {
  const input = readInput(call, operations[name]);
  switch (name) {
    case 'everything':
      if (id === undefined) throw new Problem('not-found');
      return everything(call, id, input);
    case 'validate':
      return validate(call, { type, ...(id !== undefined && { id }) }, input);
    case 'meta':
      if (id === undefined) throw new Problem('not-found');
      return meta(call, { type, id });
    case 'meta-add':
    case 'meta-delete':
      if (id === undefined) throw new Problem('not-found');
      return changeMeta(call, { type, id }, input, name === 'meta-add' ? 'add' : 'remove');
    case 'match':
      return match(call, input);
    case 'summary':
      return summary(call, id, input);
    case 'ihe-pix':
      return crossReference(call, input);
    case 'link':
    case 'unlink':
      return changeLink(call, input, name);
    case 'lastn':
      return lastN(call, input);
  }
}
