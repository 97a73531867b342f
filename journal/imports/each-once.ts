import type { ParsedResource } from '../../record/resource.js';

/** Resources in rounds, each resource once in each and in the order in which they came: a group holds none twice. */
export function eachOnce(resources: readonly ParsedResource[]): readonly (readonly ParsedResource[])[] {
  const rounds: ParsedResource[][] = [];
  const times = new Map<string, number>();
  for (const resource of resources) {
    const key = `${resource.type}/${resource.id}`;
    const time = times.get(key) ?? 0;
    times.set(key, time + 1);
    const round = rounds[time] ?? [];
    round.push(resource);
    rounds[time] = round;
  }
  return rounds;
}
