import fc from 'fast-check';
import { dates, type Item, organizations, patients, type World } from './search-world.js';

/** A criterion as it is asked, and a decision about it that knows nothing of how searches are run. */
export interface Asked {
  readonly name: string;
  readonly value: string;
  readonly holds: (world: World, item: Item) => boolean;
}

type Values = (item: Item) => readonly unknown[];

const at =
  (...path: readonly string[]): Values =>
  (item) =>
    path.reduce<readonly unknown[]>(
      (values, step) => values.flatMap((value) => (value as Record<string, unknown>)[step] ?? []),
      [item],
    );

const fold = (text: string) =>
  text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();

const joined = (values: readonly string[]) => values.map((value) => value.replace(/[\\,|$]/g, '\\$&')).join(',');

function texts(parameter: string, values: Values): fc.Arbitrary<Asked> {
  const asked = fc.subarray(['eye', 'Mbarga', 'mba', 'éyé', 'o', '50%', 'ngo’o e', 'Fotso-Mba'], { minLength: 1 });
  return fc.tuple(asked, fc.constantFrom('', ':exact', ':contains')).map(([wanted, modifier]) => {
    const fits = (text: string) =>
      wanted.some((word) => {
        if (modifier === ':exact') return text === word;
        if (modifier === ':contains') return fold(text).includes(fold(word));
        return ` ${fold(text)}`.includes(` ${fold(word)}`);
      });
    return {
      name: `${parameter}${modifier}`,
      value: joined(wanted),
      holds: (_, item) => (values(item) as string[]).some(fits),
    };
  });
}

function tokens(parameter: string, values: Values, codes: readonly string[]): fc.Arbitrary<Asked> {
  return fc.tuple(fc.subarray([...codes], { minLength: 1 }), fc.constantFrom('', ':not')).map(([wanted, modifier]) => ({
    name: `${parameter}${modifier}`,
    value: joined(wanted),
    holds: (_, item) => values(item).some((value) => wanted.includes(String(value))) === (modifier === ''),
  }));
}

function missing(parameter: string, values: Values): fc.Arbitrary<Asked> {
  return fc.boolean().map((isMissing) => ({
    name: `${parameter}:missing`,
    value: String(isMissing),
    holds: (_, item) => (values(item).length === 0) === isMissing,
  }));
}

/** The moments between which a date lies, in milliseconds; what has no zone is in Douala, an hour before UTC. */
function span(text: string): readonly [number, number] {
  if (text.includes('T')) return [Date.parse(text), Date.parse(text) + 1000];
  const [year = 0, month, day] = text.split('-').map(Number);
  const start = Date.UTC(year, (month ?? 1) - 1, day ?? 1);
  const end =
    month === undefined
      ? Date.UTC(year + 1, 0)
      : day === undefined
        ? Date.UTC(year, month)
        : Date.UTC(year, month - 1, day + 1);
  return [start - 3_600_000, end - 3_600_000];
}

/** The definitions of FHIR R4 §3.1.1.4.6, over the range asked for (low, high) and that of the resource. */
const comparisons: Readonly<Record<string, (low: number, high: number, start: number, end: number) => boolean>> = {
  eq: (low, high, start, end) => low <= start && end <= high,
  ne: (low, high, start, end) => !(low <= start && end <= high),
  gt: (_, high, __, end) => end > high,
  lt: (low, _, start) => start < low,
  ge: (low, high, start, end) => end > high || (low <= start && end <= high),
  le: (low, high, start, end) => start < low || (low <= start && end <= high),
  sa: (_, high, start) => start >= high,
  eb: (low, _, __, end) => end <= low,
};

function moments(parameter: string, values: Values): fc.Arbitrary<Asked> {
  return fc
    .tuple(fc.constantFrom('', ...Object.keys(comparisons)), fc.constantFrom(...dates))
    .map(([prefix, date]) => ({
      name: parameter,
      value: `${prefix}${date}`,
      holds: (_, item) =>
        (values(item) as string[]).some(
          (value) => comparisons[prefix || 'eq']?.(...span(date), ...span(value)) === true,
        ),
    }));
}

/** Numbers of tenths: 5.4 stands for what rounds to it, and the other prefixes take it as it stands. */
function quantities(parameter: string, values: Values): fc.Arbitrary<Asked> {
  const numbers = [
    ['5.4', 535, 545, 540],
    ['60', 5950, 6050, 6000],
    ['61.5', 6145, 6155, 6150],
    ['100', 9950, 10_050, 10_000],
  ] as const;
  const exact: Readonly<Record<string, (value: number, number: number) => boolean>> = {
    ...{ gt: (value, number) => value > number, sa: (value, number) => value > number },
    ...{ lt: (value, number) => value < number, eb: (value, number) => value < number },
    ...{ ge: (value, number) => value >= number, le: (value, number) => value <= number },
  };
  return fc
    .tuple(
      fc.constantFrom('', 'eq', 'ne', ...Object.keys(exact)),
      fc.constantFrom(...numbers),
      fc.constantFrom('', '|urn:u|kg', '||g'),
    )
    .map(([prefix, [text, low, high, number], unit]) => ({
      name: parameter,
      value: `${prefix}${text}${unit}`,
      holds: (_, item) =>
        unit !== '||g' &&
        values(item).some((value) => {
          const hundredths = Math.round(Number(value) * 100);
          const rounds = low <= hundredths && hundredths < high;
          if (prefix === 'ne') return !rounds;
          return exact[prefix]?.(hundredths, number) ?? rounds;
        }),
    }));
}

/** A composite: the code and the value of one and the same element, each as if it were asked alone. */
function pairs(parameter: string, elements: Values): fc.Arbitrary<Asked> {
  const code = fc.constantFrom(['a', 'a'], ['urn:x|b', 'b'], ['|z', 'z'], ['urn:x|z', 'none'], ['none', 'none']);
  const half = (name: string) => fc.tuple(code, quantities(name, at('valueQuantity', 'value')));
  return fc.array(half(parameter), { minLength: 1, maxLength: 2 }).map((wanted) => ({
    name: parameter,
    value: wanted.map(([[written], { value }]) => `${written}$${value}`).join(','),
    holds: (world, item) =>
      (elements(item) as Item[]).some((element) =>
        wanted.some(([[, wantedCode], { holds }]) => codes(element).includes(wantedCode) && holds(world, element)),
      ),
  }));
}

function references(parameter: string, values: Values, type: string, ids: readonly string[]): fc.Arbitrary<Asked> {
  return fc.subarray([...ids, 'gone'], { minLength: 1 }).map((wanted) => ({
    name: parameter,
    value: wanted.map((id) => `${type}/${id}`).join(','),
    holds: (_, item) => (values(item) as string[]).some((value) => wanted.some((id) => value === `${type}/${id}`)),
  }));
}

/** A chain: one of the references leads to a resource of the type for which the rest holds. */
function chained(
  parameter: string,
  values: Values,
  type: string,
  rest: fc.Arbitrary<Asked>,
  named = true,
): fc.Arbitrary<Asked> {
  return rest.map(({ name: of, value, holds }) => ({
    name: `${parameter}${named ? `:${type}` : ''}.${of}`,
    value,
    holds: (world, item) =>
      (values(item) as string[]).some((reference) => {
        const target = reference.startsWith(`${type}/`) ? world.get(reference) : undefined;
        return target !== undefined && holds(world, target);
      }),
  }));
}

/** A reverse chain: some resource of the type, for which the rest holds, refers to this one. */
function reversed(type: string, parameter: string, values: Values, rest: fc.Arbitrary<Asked>): fc.Arbitrary<Asked> {
  return rest.map(({ name: of, value, holds }) => ({
    name: `_has:${type}:${parameter}:${of}`,
    value,
    holds: (world, item) =>
      [...world.values()].some(
        (other) =>
          other.resourceType === type &&
          values(other).includes(`${item.resourceType}/${item.id}`) &&
          holds(world, other),
      ),
  }));
}

const ids = (known: readonly string[]): fc.Arbitrary<Asked> =>
  fc.subarray([...known, 'gone'], { minLength: 1 }).map((wanted) => ({
    ...{ name: '_id', value: wanted.join(',') },
    holds: (_, item) => wanted.includes(item.id),
  }));

const nameTexts: Values = (item) => [...at('name', 'family')(item), ...at('name', 'given')(item)];
const subject = at('subject', 'reference');
const practitionerOf = at('generalPractitioner', 'reference');
const organizationOf = at('managingOrganization', 'reference');
const partOf = at('partOf', 'reference');
const codes: Values = at('code', 'coding', 'code');
const comboValues: Values = (item) => [
  ...at('valueQuantity', 'value')(item),
  ...at('component', 'valueQuantity', 'value')(item),
];

const ofOrganization = fc.oneof(texts('name', at('name')), tokens('active', at('active'), ['true', 'false']));
const ofAnyOrganization = fc.oneof(ofOrganization, chained('partof', partOf, 'Organization', ofOrganization, false));
const ofPractitioner = fc.oneof(texts('name', nameTexts), tokens('gender', at('gender'), ['male', 'female']));
const ofPatientAlone = fc.oneof(
  texts('name', nameTexts),
  texts('family', at('name', 'family')),
  tokens('gender', at('gender'), ['male', 'female', 'other']),
  tokens('active', at('active'), ['true', 'false']),
  moments('birthdate', at('birthDate')),
  missing('birthdate', at('birthDate')),
  missing('general-practitioner', practitionerOf),
  references('organization', organizationOf, 'Organization', organizations),
  ids(patients),
  chained('general-practitioner', practitionerOf, 'Practitioner', ofPractitioner),
  chained('organization', organizationOf, 'Organization', ofAnyOrganization),
  chained('organization', organizationOf, 'Organization', ofAnyOrganization, false),
);
const ofObservationAlone = fc.oneof(
  tokens('code', codes, ['a', 'b', 'z', 'none']),
  tokens('status', at('status'), ['final', 'amended']),
  moments('date', at('effectiveDateTime')),
  missing('date', at('effectiveDateTime')),
  quantities('value-quantity', at('valueQuantity', 'value')),
  quantities('combo-value-quantity', comboValues),
  missing('combo-value-quantity', comboValues),
  pairs('code-value-quantity', (item) => [item]),
  pairs('component-code-value-quantity', at('component')),
  pairs('combo-code-value-quantity', (item) => [item, ...at('component')(item)]),
  references('patient', subject, 'Patient', patients),
);

/** Criteria of each type that is searched. */
export const criteria: Readonly<Record<'Patient' | 'Observation' | 'Organization', fc.Arbitrary<Asked>>> = {
  Patient: fc.oneof(ofPatientAlone, reversed('Observation', 'patient', subject, ofObservationAlone)),
  Observation: fc.oneof(
    ofObservationAlone,
    chained('subject', subject, 'Patient', ofPatientAlone),
    chained('patient', subject, 'Patient', ofPatientAlone, false),
    chained('patient', subject, 'Patient', reversed('Observation', 'subject', subject, ofObservationAlone), false),
  ),
  Organization: fc.oneof(
    ofAnyOrganization,
    reversed('Patient', 'organization', organizationOf, ofPatientAlone),
    reversed(
      'Patient',
      'organization',
      organizationOf,
      reversed('Observation', 'patient', subject, ofObservationAlone),
    ),
  ),
};
