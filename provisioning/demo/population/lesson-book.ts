import type { BinaryCoder } from '../../../protocol/model/arithmetic-coder.js';
import { ChangeWalk } from '../../../protocol/model/changes.js';
import { Decisions } from '../../../protocol/model/decisions.js';
import { lessonsOf } from '../../../protocol/model/lessons.js';
import { Memory, Tables } from '../../../protocol/model/memory.js';
import { canonicalise } from '../../../record/canonical.js';
import type { FhirObject } from '../../../record/resource.js';
import { Nobody } from './nobody.js';
import { regions } from './places.js';
import { generatePopulation } from './population.js';

/** Of the records that tell a model most, and of whole visits as they mostly are. */
const tellingBytesMax = 32 * 1024;
const typicalBytesMax = 64 * 1024;
const patientsPerRegion = 20;
const typicalGroups = 48;
/** A fixed present: the lessons must come out the same whenever they are made. */
const presentMilliseconds = Date.parse('2026-01-01T00:00:00Z');

interface Lesson {
  readonly group: number;
  readonly line: string;
  readonly bits: number;
}

/**
 * Builds a dictionary for models (rule S17): lines of synthetic records, groups apart by an empty line. First those that
 * surprised a model most that had read all before them, then whole groups. The same seed gives the same bytes.
 */
export function buildLessonBook(seed: string): Uint8Array {
  const groups = [...groupsOf(seed)];
  const lessons = judge(groups);
  const telling = take(
    [...lessons].sort((left, right) => right.bits - left.bits || left.group - right.group),
    tellingBytesMax,
    ({ line }) => line,
  );
  const kept = new Set(telling);
  const byGroup = new Map<number, string[]>();
  for (const lesson of lessons) {
    if (kept.has(lesson)) byGroup.set(lesson.group, [...(byGroup.get(lesson.group) ?? []), lesson.line]);
  }
  const typical = take(groups.slice(-typicalGroups), typicalBytesMax, (group) => group.join('\n'));
  const blocks = [...byGroup.values(), ...typical].map((lines) => lines.join('\n'));
  return Buffer.from(blocks.join('\n\n'), 'latin1');
}

function* groupsOf(seed: string): Iterable<readonly string[]> {
  const nobody = new Nobody();
  for (let round = 0; round < patientsPerRegion / 4; round += 1) {
    for (const region of regions) {
      const site = { code: '7KD', region: region.name };
      const options = { seed: `${seed} ${region.name} ${round}`, patients: 4, site };
      for (const history of generatePopulation({ ...options, startMilliseconds: presentMilliseconds })) {
        for (const { resources } of history.groups) {
          const bodies = resources.map((resource) => canonicalise(JSON.stringify(resource)));
          yield nobody.scrub(resources, bodies).map(lineOf);
        }
      }
    }
  }
}

/** Latin 1 of UTF-8, as models read it. */
function lineOf(body: string): string {
  const { resourceType, id } = JSON.parse(body) as FhirObject;
  return `${resourceType} ${id ?? ''} ${Buffer.from(body).toString('latin1')}`;
}

/** What each record costs a model that has read all before it. */
function judge(groups: readonly (readonly string[])[]): readonly Lesson[] {
  let bits = 0;
  const coder: BinaryCoder = {
    decoding: false,
    code(probability, bit) {
      bits -= Math.log2((bit === 1 ? probability : 4096 - probability) / 4096);
      return bit;
    },
  };
  const memory = new Memory();
  const noBounds = { decisionsMax: Number.POSITIVE_INFINITY, charactersMax: Number.POSITIVE_INFINITY };
  const decisions = new Decisions(memory.decisions, coder, noBounds);
  const walk = new ChangeWalk(memory, undefined, new Tables(), decisions, {});
  return groups.flatMap((lines, group) => {
    const changes = [...lessonsOf(Buffer.from(lines.join('\n'), 'latin1'))];
    return changes.map((change, index) => {
      bits = 0;
      walk.code(change.origin, change);
      return { group, line: lines[index] ?? '', bits };
    });
  });
}

function take<T>(items: readonly T[], bytesMax: number, textOf: (item: T) => string): readonly T[] {
  let room = bytesMax;
  return items.filter((item) => {
    const bytes = textOf(item).length + 2;
    if (bytes > room) return false;
    room -= bytes;
    return true;
  });
}
