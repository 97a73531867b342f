import fc from 'fast-check';

export interface Item {
  readonly resourceType: string;
  readonly id: string;
  readonly [element: string]: unknown;
}

/** All resources of a generated world, by `Type/id`. */
export type World = ReadonlyMap<string, Item>;

const words = ['Ngo’o Éyébé', 'Mbarga', 'mbarga', 'Éyenga', 'Fotso-Mba', '50%_x'] as const;
export const dates = ['1985', '1990-05', '1990-05-17', '2026-01-10', '2026-02-10T08:30:00+01:00', '2026-02'] as const;
export const organizations = ['g0', 'g1', 'g2'];
const practitioners = ['d0', 'd1'];
export const patients = ['p0', 'p1', 'p2', 'p3', 'p4', 'p5', 'p6'];
const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined });
const refer = (type: string, ids: readonly string[]) =>
  fc.constantFrom(...ids, 'gone').map((id) => ({ reference: `${type}/${id}` }));
const code = fc.constantFrom('a', 'b', 'c').map((code) => ({ coding: [{ system: 'urn:x', code }, { code: 'z' }] }));
const quantity = fc
  .constantFrom(5.4, 5.35, 5.45, 60, 61.5, 100)
  .map((value) => ({ value, system: 'urn:u', code: 'kg' }));
const component = fc.record({ code, valueQuantity: maybe(quantity) });
const name = fc.record({ family: fc.constantFrom(...words), given: fc.subarray(['Marie', 'Paul']) });

function items(resourceType: string, ids: readonly string[], elements: Record<string, fc.Arbitrary<unknown>>) {
  return fc.tuple(
    ...ids.map((id) =>
      fc.record(elements).map((value): Item => JSON.parse(JSON.stringify({ resourceType, id, ...value }))),
    ),
  );
}

/** Small worlds of patients, those who care for them, and what was measured; values repeat, so that searches find some. */
export const worlds: fc.Arbitrary<World> = fc
  .tuple(
    items('Organization', organizations, {
      name: fc.constantFrom(...words),
      active: maybe(fc.boolean()),
      partOf: maybe(refer('Organization', organizations)),
    }),
    items('Practitioner', practitioners, {
      name: fc.array(name, { maxLength: 2 }),
      gender: maybe(fc.constantFrom('male', 'female')),
    }),
    items('Patient', patients, {
      name: fc.array(name, { maxLength: 2 }),
      gender: maybe(fc.constantFrom('male', 'female', 'other')),
      active: maybe(fc.boolean()),
      birthDate: maybe(fc.constantFrom('1985', '1990-05', '1990-05-17', '2026-01-10')),
      managingOrganization: maybe(refer('Organization', organizations)),
      generalPractitioner: fc.array(
        fc.oneof(refer('Practitioner', practitioners), refer('Organization', organizations)),
        {
          maxLength: 2,
        },
      ),
    }),
    items(
      'Observation',
      Array.from({ length: 16 }, (_, index) => `o${index}`),
      {
        status: fc.constantFrom('final', 'amended'),
        code,
        subject: refer('Patient', patients),
        effectiveDateTime: maybe(fc.constantFrom(...dates)),
        valueQuantity: maybe(quantity),
        component: fc.array(component, { maxLength: 2 }),
      },
    ),
  )
  .map((groups) => new Map(groups.flat().map((item) => [`${item.resourceType}/${item.id}`, item])));
