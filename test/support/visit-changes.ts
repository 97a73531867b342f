import type { Change } from '../../protocol/change.js';
import { createUuidGenerator, parseChangeId, parseResourceId, parseResourceType } from '../../protocol/ids.js';
import type { RecordGroup } from '../../provisioning/demo/population/group-builder.js';
import { canonicalise } from '../../record/canonical.js';
import { goldenScope } from './protocol-arbitraries.js';

/** Synthetic visits as the changes of a site's log, the same whenever they are made. */
export function changesOfGroups(groups: readonly RecordGroup[]): Change[] {
  let milliseconds = 1_763_683_200_000;
  const newId = createUuidGenerator({
    now: () => milliseconds,
    randomBytes: (length) => new Uint8Array(length).fill(7),
  });
  return groups.flatMap(({ resources }) => {
    milliseconds += 60_000;
    return resources.map((resource, index): Change => {
      const names = { type: parseResourceType(resource.resourceType), resourceId: parseResourceId(resource.id ?? '') };
      const stamp = { milliseconds, counter: index };
      return {
        ...{ changeId: parseChangeId(newId()), method: 'put', ...names, predecessors: [], author: 'Practitioner/p1' },
        ...{ origin: goldenScope.site, stamp, body: Buffer.from(canonicalise(JSON.stringify(resource))) },
        groupEnd: index === resources.length - 1,
      };
    });
  });
}
