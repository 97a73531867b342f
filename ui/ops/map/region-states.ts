import { foldForList } from '../../kit/fold.js';
import type { Site } from '../fleet/fleet.js';
import { troubleOf } from '../fleet/trouble.js';
import { type RegionName, regionNames } from './region-names.js';

/** The worst of a region's sites. */
export type RegionTone = 'critical' | 'warning' | 'well' | 'aside' | 'none';

export interface RegionState {
  readonly region: RegionName;
  readonly tone: RegionTone;
  /** In service. */
  readonly sites: number;
  readonly inTrouble: number;
  /** Invited or revoked. */
  readonly aside: number;
}

/** As people write them: with or without accents, in French or in English. */
const otherNames: Readonly<Record<string, RegionName>> = {
  adamawa: 'Adamaoua',
  center: 'Centre',
  east: 'Est',
  'far north': 'Extrême-Nord',
  north: 'Nord',
  'north west': 'Nord-Ouest',
  northwest: 'Nord-Ouest',
  west: 'Ouest',
  south: 'Sud',
  'south west': 'Sud-Ouest',
  southwest: 'Sud-Ouest',
};

const plain = (text: string) =>
  foldForList(text)
    .replace(/[\s-]+/g, ' ')
    .trim();
const byName = new Map(regionNames.map((region) => [plain(region), region]));

/** The region that a site's registration names; `undefined` for what is none of the ten. */
export function regionOf({ region }: Pick<Site, 'region'>): RegionName | undefined {
  return byName.get(plain(region)) ?? otherNames[plain(region)];
}

/** How each of the ten regions is. */
export function regionStates(sites: readonly Site[], nowMilliseconds: number): readonly RegionState[] {
  return regionNames.map((region) => {
    const here = sites.filter((site) => regionOf(site) === region);
    const active = here.filter(({ state }) => state === 'active');
    const troubles = active.flatMap((site) => troubleOf(site, nowMilliseconds) ?? []);
    const counts = { sites: active.length, inTrouble: troubles.length, aside: here.length - active.length };
    return {
      region,
      ...counts,
      tone: toneOf(
        counts,
        troubles.some(({ grave }) => grave),
      ),
    };
  });
}

function toneOf(counts: Omit<RegionState, 'region' | 'tone'>, isGrave: boolean): RegionTone {
  if (isGrave) return 'critical';
  if (counts.inTrouble > 0) return 'warning';
  if (counts.sites > 0) return 'well';
  return counts.aside > 0 ? 'aside' : 'none';
}
