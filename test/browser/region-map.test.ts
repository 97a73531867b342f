import t from 'tap';
import type { Site } from '../../ui/ops/fleet/fleet.js';
import { regionNames } from '../../ui/ops/map/region-names.js';
import { mapHeight, mapWidth, markOf, outlineOf, pathOf } from '../../ui/ops/map/region-shapes.js';
import { regionOf, regionStates } from '../../ui/ops/map/region-states.js';

type Corner = readonly [number, number];

const sidesOf = (corners: readonly Corner[]) =>
  corners.map((corner, index) => [corner, corners[(index + 1) % corners.length] ?? corner] as const);
const areaOf = (corners: readonly Corner[]) =>
  Math.abs(sidesOf(corners).reduce((sum, [[x1, y1], [x2, y2]]) => sum + x1 * y2 - x2 * y1, 0)) / 2;

/** Whether a point is inside a ring, by counting the sides to its right. */
const holds = (corners: readonly Corner[], [x, y]: Corner) =>
  sidesOf(corners).filter(([[x1, y1], [x2, y2]]) => y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1)
    .length %
    2 ===
  1;

t.test('the ten regions tile the country: every side inside it belongs to two neighbours', async (t) => {
  t.equal(regionNames.length, 10);
  const owners = new Map<string, string[]>();
  for (const region of regionNames) {
    for (const side of sidesOf(outlineOf(region))) {
      const key = side.map(String).sort().join(' ');
      owners.set(key, [...(owners.get(key) ?? []), region]);
    }
  }
  t.strictSame(
    [...owners].filter(([, regions]) => regions.length > 2),
    [],
  );
  const neighbours = new Set([...owners.values()].flatMap((pair) => (pair.length === 2 ? [pair.join('|')] : [])));
  for (const pair of [
    'Adamaoua|Centre',
    'Adamaoua|Nord',
    'Centre|Littoral',
    'Littoral|Sud-Ouest',
    'Nord-Ouest|Ouest',
  ]) {
    t.ok(neighbours.has(pair), pair);
  }
  t.notOk(neighbours.has('Nord|Sud'));
  // What only one region owns is the border of the country: one closed line, as large as all regions together.
  const outer = [...owners].flatMap(([key, regions]) => (regions.length === 1 ? [key] : []));
  const next = new Map<string, string[]>();
  for (const [one = '', other = ''] of outer.map((key) => key.split(' '))) {
    next.set(one, [...(next.get(one) ?? []), other]);
    next.set(other, [...(next.get(other) ?? []), one]);
  }
  t.ok([...next.values()].every((ends) => ends.length === 2));
  const walked = new Set<string>();
  for (let at = next.keys().next().value; at !== undefined; at = next.get(at)?.find((end) => !walked.has(end))) {
    walked.add(at);
  }
  t.equal(walked.size, next.size, 'no gap within the country');
});

t.test('the regions are about as large as they are, and the chief towns lie in theirs', async (t) => {
  // Square degrees here are about 12,200 km²; the country has 475,442 km².
  const total = regionNames.reduce((sum, region) => sum + areaOf(outlineOf(region)), 0) * 12_200;
  t.ok(total > 440_000 && total < 510_000, `${Math.round(total)} km²`);
  const towns = {
    Adamaoua: [13.58, 7.32],
    Centre: [11.52, 3.87],
    Est: [13.68, 4.58],
    'Extrême-Nord': [14.32, 10.59],
    Littoral: [9.72, 4.05],
    Nord: [13.4, 9.3],
    'Nord-Ouest': [10.16, 5.96],
    Ouest: [10.42, 5.48],
    Sud: [11.15, 2.9],
    'Sud-Ouest': [9.24, 4.16],
  } as const;
  for (const region of regionNames) {
    for (const other of regionNames) t.equal(holds(outlineOf(other), towns[region]), other === region, region);
    const [x, y] = markOf(region);
    t.ok(x > 0 && x < mapWidth && y > 0 && y < mapHeight);
    t.match(pathOf(region), /^M[\d.]+ [\d.]+(L[\d.]+ [\d.]+)+Z$/);
  }
});

t.test('a region is as bad as the worst of its sites, however its name is written', async (t) => {
  const site = (region: string, change: Partial<Site> = {}): Site => ({
    ...{ code: region, name: region, region, state: 'active', connected: true, lastSeenAt: 1, lastLink: 'fibre' },
    ...{ links: [], oldestUnsyncedAt: undefined, drainSeconds: undefined, facts: undefined, alerts: 0, received: 0 },
    ...{ toHub: { pending: 0, oldestAt: undefined }, fromHub: { pending: 0, oldestAt: undefined } },
    ...{ provedAt: undefined, audit: undefined, events: [] },
    ...change,
  });
  t.equal(regionOf({ region: 'extreme nord' }), 'Extrême-Nord');
  t.equal(regionOf({ region: 'Far North' }), 'Extrême-Nord');
  t.equal(regionOf({ region: 'SOUTH-WEST' }), 'Sud-Ouest');
  t.equal(regionOf({ region: 'Atlantide' }), undefined);
  const now = 10_000_000;
  const states = regionStates(
    [
      site('Nord'),
      site('North', { connected: false }),
      site('Sud', { oldestUnsyncedAt: 0 }),
      site('Est', { state: 'invited', connected: false }),
      site('Ouest'),
      site('Atlantide', { connected: false }),
    ],
    now,
  );
  const toneOf = (name: string) => states.find(({ region }) => region === name)?.tone;
  t.strictSame(['Nord', 'Sud', 'Est', 'Ouest', 'Centre'].map(toneOf), ['critical', 'warning', 'aside', 'well', 'none']);
  t.match(
    states.find(({ region }) => region === 'Nord'),
    { sites: 2, inTrouble: 1, aside: 0 },
  );
});
