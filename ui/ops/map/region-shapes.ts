import type { RegionName } from './region-names.js';

/** Longitude and latitude in degrees. */
type Place = readonly [longitude: number, latitude: number];

/**
 * Our own drawing, simplified to tenths of a degree: each border once, from one corner to the next, so that neighbours meet
 * exactly. `longitude,latitude` of each point; named by what lies on both sides, `x` is the outside.
 */
const borders = {
  'Extrême-Nord|x':
    '13.2,10.1 13.5,10.5 13.6,10.9 14,11.2 14.4,11.5 14.6,12 14.2,12.4 14.1,12.8 14.1,13.05 14.5,12.9 14.6,12.7 14.9,12.4 15,12.1 15.1,11.6 15.1,11.2 15,10.9 15.2,10.5 15.6,10 15,10 14.6,9.9 14.2,10',
  'Nord|x east': '14.2,10 13.9,9.6 14.3,9.2 14.6,8.9 15,8.8 15.2,8.4 15.4,7.9 15.5,7.5 15.2,7.2',
  'Adamaoua|x east': '15.2,7.2 14.9,6.7 14.7,6.3 14.5,6.1',
  'Est|x':
    '14.5,6.1 14.5,5.7 14.6,5.2 14.7,4.7 14.7,4.4 15.1,4.1 15.2,3.6 15.8,3.1 16.1,2.9 16.1,2.5 16.2,2.2 16.1,1.7 15.7,1.9 15.2,2 14.6,2.2 13.9,2.2 13.3,2.2',
  'Sud|x': '13.3,2.2 12.5,2.3 11.8,2.3 11.3,2.2 10.6,2.2 9.8,2.2 9.8,2.7 9.9,3 9.9,3.2',
  'Littoral|x': '9.9,3.2 9.7,3.5 9.6,3.8 9.7,4 9.5,4',
  'Sud-Ouest|x': '9.5,4 9.2,3.9 8.9,4.1 8.9,4.5 8.5,4.6 8.6,5 8.8,5.4 8.9,5.8 9.2,6.2 9.4,6.5 9.7,6.6',
  'Nord-Ouest|x': '9.7,6.6 9.9,6.9 10.2,7.1 10.5,7.1 10.8,6.8 11.1,6.5',
  'Adamaoua|x west': '11.1,6.5 11.4,6.5 11.6,6.8 11.8,7 11.9,7.4 12.1,7.8 12.2,8.4',
  'Nord|x west': '12.2,8.4 12.5,8.7 12.8,8.8 12.9,9.4 13.2,9.6 13.2,10.1',
  'Extrême-Nord|Nord': '13.2,10.1 13.6,10.2 13.9,10.3 14.2,10',
  'Nord|Adamaoua': '12.2,8.4 12.6,8.2 13,8 13.5,8 13.9,8 14.2,7.7 14.6,7.4 15.2,7.2',
  'Adamaoua|Est': '13,5.9 13.5,5.8 14,6 14.5,6.1',
  'Adamaoua|Centre': '11.4,5.8 11.7,6.1 12.2,6.2 12.6,6.1 13,5.9',
  'Adamaoua|Ouest': '11.1,6.2 11.3,6 11.4,5.8',
  'Adamaoua|Nord-Ouest': '11.1,6.5 11.1,6.2',
  'Centre|Est': '13,5.9 13,5.3 13.1,4.8 12.9,4.4 12.7,4.1 12.6,3.4',
  'Sud|Est': '12.6,3.4 12.9,3.1 13.3,2.8 13.4,2.5 13.3,2.2',
  'Centre|Sud': '12.6,3.4 12.1,3.4 11.7,3.3 11.4,3.1 11,3.2 10.5,3.4',
  'Littoral|Sud': '10.5,3.4 10.2,3.3 9.9,3.2',
  'Littoral|Centre': '10.6,4.9 10.6,4.5 10.5,4.1 10.3,3.8 10.5,3.4',
  'Centre|Ouest': '10.6,4.9 10.9,5 11.1,5.3 11.3,5.6 11.4,5.8',
  'Littoral|Ouest': '9.9,5.2 10.1,5 10.3,4.9 10.6,4.9',
  'Littoral|Sud-Ouest': '9.9,5.2 9.7,4.9 9.6,4.6 9.4,4.3 9.5,4',
  'Sud-Ouest|Ouest': '10,5.7 9.9,5.5 9.9,5.2',
  'Nord-Ouest|Ouest': '10,5.7 10.2,5.8 10.6,5.8 10.8,6.1 11.1,6.2',
  'Sud-Ouest|Nord-Ouest': '9.7,6.6 9.6,6.3 9.6,6 9.8,5.8 10,5.7',
} as const;

type Border = keyof typeof borders;

/** Around each region, clockwise or not; `-` walks a border from its end to its start. */
const rings: Readonly<Record<RegionName, readonly (Border | `-${Border}`)[]>> = {
  'Extrême-Nord': ['Extrême-Nord|x', '-Extrême-Nord|Nord'],
  Nord: ['Extrême-Nord|Nord', 'Nord|x east', '-Nord|Adamaoua', 'Nord|x west'],
  Adamaoua: [
    ...(['Nord|Adamaoua', 'Adamaoua|x east', '-Adamaoua|Est', '-Adamaoua|Centre', '-Adamaoua|Ouest'] as const),
    ...(['-Adamaoua|Nord-Ouest', 'Adamaoua|x west'] as const),
  ],
  Est: ['Adamaoua|Est', 'Est|x', '-Sud|Est', '-Centre|Est'],
  Centre: ['Adamaoua|Centre', 'Centre|Est', 'Centre|Sud', '-Littoral|Centre', 'Centre|Ouest'],
  Sud: ['Sud|Est', 'Sud|x', '-Littoral|Sud', '-Centre|Sud'],
  Littoral: ['Littoral|Ouest', 'Littoral|Centre', 'Littoral|Sud', 'Littoral|x', '-Littoral|Sud-Ouest'],
  'Sud-Ouest': ['Sud-Ouest|Nord-Ouest', 'Sud-Ouest|Ouest', 'Littoral|Sud-Ouest', 'Sud-Ouest|x'],
  'Nord-Ouest': ['Nord-Ouest|x', 'Adamaoua|Nord-Ouest', '-Nord-Ouest|Ouest', '-Sud-Ouest|Nord-Ouest'],
  Ouest: ['Nord-Ouest|Ouest', 'Adamaoua|Ouest', '-Centre|Ouest', '-Littoral|Ouest', '-Sud-Ouest|Ouest'],
};

/** Where a mark stands in each region. */
const marks: Readonly<Record<RegionName, Place>> = {
  Adamaoua: [13, 7],
  Centre: [11.9, 4.7],
  Est: [14, 3.7],
  'Extrême-Nord': [14.4, 10.8],
  Littoral: [10.1, 4.3],
  Nord: [13.9, 8.8],
  'Nord-Ouest': [10.3, 6.4],
  Ouest: [10.5, 5.4],
  Sud: [11.3, 2.7],
  'Sud-Ouest': [9.2, 5.1],
};

/** The south-west and north-east corners of the drawing, and how large a degree is drawn. */
const west = 8.3;
const north = 13.2;
const unitsPerDegree = 40;

export const mapWidth = 324;
export const mapHeight = 468;

function project([longitude, latitude]: Place): Place {
  const round = (value: number) => Math.round(value * 10) / 10;
  return [round((longitude - west) * unitsPerDegree), round((north - latitude) * unitsPerDegree)];
}

function placesOf(text: string): readonly Place[] {
  return text.split(' ').map((pair) => {
    const [longitude = 0, latitude = 0] = pair.split(',').map(Number);
    return [longitude, latitude];
  });
}

/** The corners of a region as longitude and latitude; the last one is not the first again. */
export function outlineOf(region: RegionName): readonly Place[] {
  return rings[region].flatMap((part) => {
    const backwards = part.startsWith('-');
    const places = placesOf(borders[part.replace(/^-/, '') as Border]);
    return (backwards ? [...places].reverse() : places).slice(0, -1);
  });
}

/** SVG path data of a region within {@link mapWidth} × {@link mapHeight}. */
export function pathOf(region: RegionName): string {
  return `M${outlineOf(region)
    .map((place) => project(place).join(' '))
    .join('L')}Z`;
}

/** Where the mark of a region stands, in the same units. */
export function markOf(region: RegionName): Place {
  return project(marks[region]);
}
