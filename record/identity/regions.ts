import type { Choice } from '../forms/field.js';

/** The ten regions of Cameroon; the code is ISO 3166-2, and the French name is what an address holds. */
export const regions: readonly Choice[] = [
  { code: 'CM-AD', fr: 'Adamaoua', en: 'Adamawa' },
  { code: 'CM-CE', fr: 'Centre', en: 'Centre' },
  { code: 'CM-ES', fr: 'Est', en: 'East' },
  { code: 'CM-EN', fr: 'Extrême-Nord', en: 'Far North' },
  { code: 'CM-LT', fr: 'Littoral', en: 'Littoral' },
  { code: 'CM-NO', fr: 'Nord', en: 'North' },
  { code: 'CM-NW', fr: 'Nord-Ouest', en: 'North-West' },
  { code: 'CM-OU', fr: 'Ouest', en: 'West' },
  { code: 'CM-SU', fr: 'Sud', en: 'South' },
  { code: 'CM-SW', fr: 'Sud-Ouest', en: 'South-West' },
];

/** The region whose French name an address holds. */
export function regionOf(state: string | undefined): Choice | undefined {
  return regions.find(({ fr }) => fr === state);
}
