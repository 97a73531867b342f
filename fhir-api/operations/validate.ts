import type { ResourceId, ResourceType } from '../../protocol/ids.js';
import { Problem } from '../../protocol/problem.js';
import { problems } from '../../protocol/problems.js';
import { parseResource } from '../../record/parse.js';
import type { BookEntry } from '../../record/profiles/profile-book.js';
import type { Answer } from '../answer.js';
import type { Call } from '../call.js';
import { preconditionOf } from '../conditions/entity-tags.js';
import { resolveWrite } from '../conditions/resolved-write.js';
import { goneProblem } from '../gone.js';
import { validationOutcome } from '../outcome.js';
import { expectedOf } from '../verbs/parsing-ground.js';
import { parseUpdate, prepareUpdate } from '../verbs/update.js';
import { type OperationInput, textIn } from './input.js';
import { checkFurtherProfiles, profileNamed, type Remarks } from './validate-profiles.js';

/** What is validated: a type, and the resource that the address names. */
interface Subject {
  readonly type: ResourceType;
  readonly id?: ResourceId;
}

const modes = ['create', 'update', 'delete', 'profile'] as const;
type Mode = (typeof modes)[number];

const noRemarks: Remarks = { warnings: [], notes: [] };

/** Who asks is not what was to be validated, and neither is a server that cannot. */
const refusals: readonly number[] = [401, 403, 429];

/**
 * FHIR R4 OperationDefinition `Resource-validate`: the same checks as a write, up to the commit, which does not come. 200 with
 * an OperationOutcome whatever is found; a role that may not do what `mode` asks about is refused.
 * @throws Problem `forbidden`, `parameter-malformed`, `body-malformed`
 */
export async function validate(call: Call, subject: Subject, input: OperationInput): Promise<Answer> {
  const mode = modeOf(input, subject);
  const found: Problem[] = [];
  let named: BookEntry | undefined;
  let remarks = noRemarks;
  for (const check of [
    () => {
      named = profileNamed(call.profiles, subject.type, textIn(input, 'profile'));
    },
    () => checkMode(call, subject, mode, input),
    async () => {
      remarks = await checkProfiles(call, subject, mode, input, named);
    },
  ]) {
    try {
      await check();
    } catch (error) {
      if (!(error instanceof Problem) || !isFinding(error)) throw error;
      found.push(error);
    }
  }
  return { status: 200, asked: true, body: validationOutcome(found, remarks, call.language) };
}

function isFinding({ code }: Problem): boolean {
  const { status } = problems[code];
  return status < 500 && !refusals.includes(status);
}

/** @throws Problem `parameter-malformed` */
function modeOf(input: OperationInput, { id }: Subject): Mode | undefined {
  const text = textIn(input, 'mode');
  const mode = modes.find((known) => known === text);
  if (text !== undefined && mode === undefined) {
    throw new Problem('parameter-malformed', `mode is ${modes.join(', ')}`);
  }
  if (mode !== undefined && mode !== 'create' && id === undefined) {
    throw new Problem('parameter-malformed', `mode ${mode} needs the address of a resource`);
  }
  const isStored = mode === 'delete' || mode === 'profile';
  if (mode !== 'delete' && isStored === (input.resource !== undefined)) {
    throw new Problem('parameter-malformed', isStored ? 'resource goes not with mode profile' : 'resource is required');
  }
  if (mode === 'profile' && textIn(input, 'profile') === undefined) {
    throw new Problem('parameter-malformed', 'profile is required');
  }
  return mode;
}

/** @throws Problem `resource-invalid`; what is wrong beside profiles is found by {@link checkMode} */
async function checkProfiles(
  call: Call,
  { type, id }: Subject,
  mode: Mode | undefined,
  { resource }: OperationInput,
  named: BookEntry | undefined,
): Promise<Remarks> {
  if (mode === 'delete') return noRemarks;
  const stored = id !== undefined && mode === 'profile' ? await call.records.read({ type, id }) : undefined;
  const text = stored?.body ?? resource ?? '';
  return isResource(text, type, call) ? checkFurtherProfiles(call.profiles, type, text, named) : noRemarks;
}

/** Whether it is valid FHIR R4, so that profiles have something to look at. */
function isResource(text: string, type: ResourceType, { newId, now }: Call): boolean {
  try {
    parseResource(text, { type, newId, nowMilliseconds: now() });
    return true;
  } catch (error) {
    if (error instanceof Problem) return false;
    throw error;
  }
}

/** @throws Problem what the write would be refused with */
async function checkMode(call: Call, subject: Subject, mode: Mode | undefined, input: OperationInput): Promise<void> {
  const { type, id } = subject;
  const { resource = '' } = input;
  if (id === undefined || mode === 'create') {
    if (mode === 'create') call.records.require(type, 'create');
    return parseNew(call, type, resource, mode === 'create');
  }
  const key = { type, id };
  switch (mode) {
    case 'update': {
      const asked = { ...call, body: resource };
      await resolveWrite(asked, 1, (resolve) =>
        prepareUpdate(asked, key, (text) => parseUpdate(resolve(text), key, call)),
      );
      return;
    }
    case 'delete': {
      const current = await call.records.current(key, 'delete');
      preconditionOf(call, current);
      if (current === undefined) throw new Problem('not-found');
      if (current.deleted) throw goneProblem(current);
      return;
    }
    case 'profile': {
      const current = await call.records.read(key);
      if (current === undefined) throw new Problem('not-found');
      if (current.deleted) throw goneProblem(current);
      parseResource(current.body, { type, ...expectedOf(call) });
      return;
    }
    default:
      parseUpdate(resource, key, call);
  }
}

/** @param isWrite whether references by criteria have to lead somewhere, as in a create */
async function parseNew(call: Call, type: ResourceType, resource: string, isWrite: boolean): Promise<void> {
  const id = call.newId();
  const parse = (text: string) => parseResource(text, { type, newId: () => id, ...expectedOf(call) });
  if (!isWrite) {
    parse(resource);
    return;
  }
  await resolveWrite({ ...call, body: resource }, 1, async (resolve) => ({
    entry: { verb: 'create', resource: parse(resolve(resource)) } as const,
  }));
}
