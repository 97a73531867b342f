/** The ten regions of Cameroon by their official French names. */
export const regionNames = [
  'Adamaoua',
  'Centre',
  'Est',
  'Extrême-Nord',
  'Littoral',
  'Nord',
  'Nord-Ouest',
  'Ouest',
  'Sud',
  'Sud-Ouest',
] as const;
export type RegionName = (typeof regionNames)[number];
