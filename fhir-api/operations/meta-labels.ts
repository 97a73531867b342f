import type { Label } from '../../journal/labels/labels.js';
import type { ResourceType } from '../../protocol/ids.js';
import type { Answer } from '../answer.js';
import type { Call } from '../call.js';
import { operations } from './definitions.js';
import { readInput } from './input.js';

/**
 * FHIR R4 OperationDefinition `Resource-meta`, of a type or of all: the profiles, tags and security labels that resources have
 * there, each once, as the index knows them: by system and code.
 * @throws Problem `parameter-unknown`; `forbidden` for whom not all of the type may see; `too-large`
 */
export async function metaOfMany(call: Call, type: ResourceType | undefined): Promise<Answer> {
  readInput(call, operations.meta);
  const { profile, security, tag } = await call.records.labels(type);
  const valueMeta = {
    ...(profile.length > 0 && { profile: profile.map(({ code }) => code) }),
    ...(security.length > 0 && { security: security.map(codingOf) }),
    ...(tag.length > 0 && { tag: tag.map(codingOf) }),
  };
  const parameters = { resourceType: 'Parameters', parameter: [{ name: 'return', valueMeta }] };
  return { status: 200, asked: true, body: JSON.stringify(parameters) };
}

function codingOf({ system, code }: Label): object {
  return { ...(system !== '' && { system }), code };
}
