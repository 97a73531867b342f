import type { Change } from '../change.js';
import { type ChangeId, hubCode, type ResourceId, type ResourceType } from '../ids.js';

/** The author and the time of lessons are nobody's and never. */
const author = 'Practitioner/00000000-0000-7000-8000-000000000000';
const namePattern = /^([A-Z][A-Za-z]{0,63}) ([A-Za-z0-9\-.]{1,64}) (\{.*)$/s;

/**
 * The records of a dictionary as changes to learn from: on each line `type id body`, the body canonical; an empty line
 * ends a group. Change ids and stamps count up as a journal's do.
 */
export function* lessonsOf(dictionary: Uint8Array): Iterable<Change> {
  const lines = Buffer.from(dictionary).toString('latin1').split('\n');
  for (const [index, line] of lines.entries()) {
    const [, type, id, body] = namePattern.exec(line) ?? [];
    if (type === undefined || id === undefined || body === undefined) continue;
    const count = index.toString(16);
    const changeId = `00000000-0000-7${count.padStart(3, '0').slice(-3)}-8000-000000000000` as ChangeId;
    yield {
      ...{ changeId, method: 'put', type: type as ResourceType, resourceId: id as ResourceId, predecessors: [] },
      ...{ author, origin: hubCode, stamp: { milliseconds: 0, counter: index } },
      ...{ body: Buffer.from(body, 'latin1'), groupEnd: (lines[index + 1] ?? '') === '' },
    };
  }
}
