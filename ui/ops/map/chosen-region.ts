import { createStore } from '../../kit/store.js';
import type { RegionName } from './region-names.js';

/** The region whose sites are shown; `undefined` for all. */
export const regionStore = createStore<RegionName | undefined>(undefined);

export function chooseRegion(region: RegionName | undefined): void {
  regionStore.set(region);
}
