import fc from 'fast-check';
import t from 'tap';
import { isPlace, type Place, placeOf, spherePoint, surroundingsOf } from '../../record/search-places.js';
import { searchRowsOf } from '../../record/search-rows.js';

/** The haversine formula, in kilometres. */
function distance(from: Place, to: Place): number {
  const [first, second] = [from, to].map(({ latitude, longitude }) =>
    [latitude, longitude].map((x) => (x * Math.PI) / 180),
  );
  const [north = 0, east = 0] = first ?? [];
  const [otherNorth = 0, otherEast = 0] = second ?? [];
  const half = (angle: number) => Math.sin(angle / 2) ** 2;
  const part = half(north - otherNorth) + Math.cos(north) * Math.cos(otherNorth) * half(east - otherEast);
  return 2 * 6371.0088 * Math.asin(Math.sqrt(Math.min(1, part)));
}

function isAround(place: Place, middle: Place, metres: number): boolean {
  const around = surroundingsOf(middle, metres);
  const { x, y, z } = spherePoint(place);
  const square = (x - around.x) ** 2 + (y - around.y) ** 2 + (z - around.z) ** 2;
  return z >= around.zMin && z <= around.zMax && square <= around.chordSquareMax;
}

const places = fc.record({
  latitude: fc.double({ min: -90, max: 90, noNaN: true }),
  longitude: fc.double({ min: -180, max: 180, noNaN: true }),
});

t.test('[F143] what lies within a distance is what the formula of the great circle says', async (t) => {
  let [inside, outside] = [0, 0];
  fc.assert(
    fc.property(places, places, fc.double({ min: 0, max: 21_000, noNaN: true }), (place, middle, kilometres) => {
      const apart = distance(place, middle);
      // Two ways to reckon differ in the last digits.
      fc.pre(Math.abs(apart - kilometres) > 0.001);
      const is = isAround(place, middle, kilometres * 1000);
      if (is) inside += 1;
      else outside += 1;
      return is === apart < kilometres;
    }),
    { numRuns: 3_000 },
  );
  t.ok(inside > 100 && outside > 100, `${inside} ${outside}`);
});

t.test('[F143] near the poles, over the date line, at a metre, and everywhere', async (t) => {
  const at = (latitude: number, longitude: number): Place => ({ latitude, longitude });
  t.ok(isAround(at(0, -179.99), at(0, 179.99), 2_300));
  t.notOk(isAround(at(0, -179.99), at(0, 179.99), 2_200));
  t.ok(isAround(at(89.99, 0), at(89.99, 180), 2_300));
  t.notOk(isAround(at(89.99, 0), at(89.99, 180), 2_200));
  t.ok(isAround(at(3.87, 11.52), at(3.87, 11.52), 0), 'itself');
  t.ok(isAround(at(3.870_008, 11.52), at(3.87, 11.52), 1));
  t.notOk(isAround(at(3.870_01, 11.52), at(3.87, 11.52), 1));
  t.ok(isAround(at(-90, 0), at(90, 0), 20_016_000));
  t.notOk(isAround(at(-90, 0), at(90, 0), 20_015_000));
});

t.test('[F143] only a position on the globe has a row', async (t) => {
  const rowsOf = (position: unknown) =>
    searchRowsOf({ resourceType: 'Location', position } as never).filter(({ parameter }) => parameter === 'near');
  t.equal(rowsOf({ latitude: 3.87, longitude: 11.52 }).length, 1);
  const row = rowsOf({ latitude: 3.87, longitude: 11.52 })[0];
  const point = spherePoint({ latitude: 3.87, longitude: 11.52 });
  t.strictSame(row, {
    ...{ kind: 'quantity', parameter: 'near', value: point.z },
    ...{ system: String(point.y), code: String(point.x) },
  });
  for (const position of [
    { latitude: 90.1, longitude: 0 },
    { latitude: 0, longitude: -181 },
    { latitude: 1 },
    'x',
    {},
  ]) {
    t.strictSame(rowsOf(position), []);
  }
  t.equal(placeOf({ latitude: '3', longitude: 4 }), undefined);
  t.ok(isPlace({ latitude: -90, longitude: 180 }));
});
