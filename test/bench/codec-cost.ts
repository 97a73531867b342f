import { readFileSync } from 'node:fs';
import { decodeBatch, encodeBatch, protocolVersion, schemaVersion } from '../../protocol/batch.js';
import { type Change, chainStart, nextChain } from '../../protocol/change.js';
import {
  createUuidGenerator,
  parseChangeId,
  parseResourceId,
  parseResourceType,
  parseSiteCode,
} from '../../protocol/ids.js';
import { lane } from '../../protocol/lane.js';
import { Random } from '../../provisioning/demo/population/random.js';
import { canonicalise } from '../../record/canonical.js';
import type { Group } from './bench-data.js';
import { author } from './preload.js';

const site = parseSiteCode('7KD');
const scope = { direction: 'up', site, epoch: 1, lane: lane.clinical } as const;
const rounds = 3;

/** What a batch costs by itself, without the connection: bytes, and a processor's time at either end, for each change. */
export interface CodecCost {
  readonly bytes: number;
  readonly encodeMicroseconds: number;
  readonly decodeMicroseconds: number;
}

/** @param batchChanges changes in one batch */
export function measureCodec(groups: readonly Group[], dictionary: number, batchChanges: number): CodecCost {
  const file = new URL(`../../protocol/dictionary/${dictionary}.bin`, import.meta.url);
  const dictionaries = new Map([[dictionary, readFileSync(file)]]);
  const changes = changesOf(groups);
  const runs: Change[][] = [];
  for (let start = 0; start < changes.length; start += batchChanges)
    runs.push(changes.slice(start, start + batchChanges));
  const headers = runs.map((run) => ({
    ...{ protocol: protocolVersion, schema: schemaVersion, origin: site, epoch: 1, lane: scope.lane, dictionary },
    ...{
      from: 1,
      to: run.length,
      chainBefore: chainStart(scope),
      chainAfter: run.reduce(nextChain, chainStart(scope)),
    },
  }));
  let best: CodecCost | undefined;
  for (let round = 0; round < rounds; round += 1) {
    const began = process.cpuUsage();
    const batches = headers.map((header, index) => encodeBatch(header, runs[index] ?? [], dictionaries));
    const encoded = process.cpuUsage(began);
    const between = process.cpuUsage();
    for (const batch of batches) decodeBatch(batch, dictionaries);
    const decoded = process.cpuUsage(between);
    const each = ({ user, system }: NodeJS.CpuUsage) => (user + system) / changes.length;
    best = {
      bytes: batches.reduce((sum, { length }) => sum + length, 0) / changes.length,
      encodeMicroseconds: Math.min(each(encoded), best?.encodeMicroseconds ?? Number.POSITIVE_INFINITY),
      decodeMicroseconds: Math.min(each(decoded), best?.decodeMicroseconds ?? Number.POSITIVE_INFINITY),
    };
  }
  if (best === undefined) throw new Error('nothing measured');
  return best;
}

/** As a journal logs them: change ids that count up, a visit every half hour. */
function changesOf(groups: readonly Group[]): readonly Change[] {
  let milliseconds = Date.parse('2026-11-20T08:00:00Z');
  const random = new Random('codec cost');
  const newId = createUuidGenerator({ now: () => milliseconds, randomBytes: (length) => random.bytes(length) });
  return groups.flatMap((group) => {
    milliseconds += 1_800_000;
    return group.map((resource, index): Change => {
      const names = { type: parseResourceType(resource.resourceType), resourceId: parseResourceId(resource.id ?? '') };
      return {
        ...{ changeId: parseChangeId(newId()), method: 'put', ...names, predecessors: [], author, origin: site },
        ...{ stamp: { milliseconds, counter: index }, body: Buffer.from(canonicalise(JSON.stringify(resource))) },
        groupEnd: index === group.length - 1,
      };
    });
  });
}
