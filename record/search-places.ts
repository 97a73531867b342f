import { asObject } from './elements.js';

/** A place on the globe in degrees (WGS84), as `Location.position` has it. */
export interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

/** The same as a point of the unit sphere: z towards the north pole, x towards the meridian of Greenwich. */
export interface SpherePoint {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** What lies within a distance of a point, as the straight line through the globe sees it. */
export interface Surroundings extends SpherePoint {
  /** The square of the longest chord, in radii. */
  readonly chordSquareMax: number;
  /** Nothing within the distance lies further south or north. */
  readonly zMin: number;
  readonly zMax: number;
}

/** The mean radius of the globe (IUGG); its flattening makes distances by it wrong by 0.56 % at most. */
const radiusMetres = 6_371_008.8;
const degree = Math.PI / 180;

/** Whether there is such a place. */
export function isPlace({ latitude, longitude }: Place): boolean {
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
}

/** @returns `undefined` for what is no position, or lies nowhere */
export function placeOf(item: unknown): Place | undefined {
  const { latitude, longitude } = asObject(item) ?? {};
  if (typeof latitude !== 'number' || typeof longitude !== 'number') return undefined;
  return isPlace({ latitude, longitude }) ? { latitude, longitude } : undefined;
}

/** Without a seam at the date line and at the poles, so that a distance is one comparison. */
export function spherePoint({ latitude, longitude }: Place): SpherePoint {
  const [north, east] = [latitude * degree, longitude * degree];
  return { x: Math.cos(north) * Math.cos(east), y: Math.cos(north) * Math.sin(east), z: Math.sin(north) };
}

/** @param distanceMetres along the surface; half a circumference is everywhere */
export function surroundingsOf(place: Place, distanceMetres: number): Surroundings {
  const angle = Math.min(distanceMetres / radiusMetres, Math.PI);
  const north = place.latitude * degree;
  return {
    ...spherePoint(place),
    chordSquareMax: (2 * Math.sin(angle / 2)) ** 2,
    zMin: north - angle <= -Math.PI / 2 ? -1 : Math.sin(north - angle),
    zMax: north + angle >= Math.PI / 2 ? 1 : Math.sin(north + angle),
  };
}
