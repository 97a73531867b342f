import type { ParameterKind } from '../../search-table/parameter.js';

type RowKind = Exclude<ParameterKind, 'composite' | 'id' | 'lastUpdated'>;

/** The datatypes that each kind of parameter compares (FHIR R4 §3.1.1.4). */
const comparable: Readonly<Record<RowKind, ReadonlySet<string>>> = {
  token: new Set('CodeableConcept Coding ContactPoint Identifier boolean code id string uri dateTime'.split(' ')),
  string: new Set('Address HumanName markdown string'.split(' ')),
  reference: new Set('Reference Resource canonical uri'.split(' ')),
  date: new Set('Period Timing date dateTime instant'.split(' ')),
  quantity: new Set('Age Duration Money Quantity Range'.split(' ')),
  number: new Set('Range decimal integer'.split(' ')),
  uri: new Set('canonical uri url'.split(' ')),
  // `Location.position`.
  special: new Set(['BackboneElement']),
};

/**
 * Datatypes that parameters of R4 lead to, among others, though there is nothing in them that the parameter could be
 * compared with.
 */
const incomparable: Readonly<Partial<Record<RowKind, Readonly<Record<string, string>>>>> = {
  date: {
    Age: 'when a patient was of an age is not known without their date of birth',
    Range: 'the same',
    string: 'free text',
  },
  quantity: { SampledData: 'a series of values has no one value' },
  reference: { Attachment: 'points at no resource' },
  token: { Quantity: 'value of a characteristic', Range: 'the same', Reference: 'the same' },
};

/**
 * Whether values of a datatype get rows.
 * @throws Error a datatype that nobody has decided about
 */
export function isComparable(kind: RowKind, type: string): boolean {
  if (comparable[kind].has(type)) return true;
  if (incomparable[kind]?.[type] === undefined) throw new Error(`a ${kind} parameter leads to ${type}`);
  return false;
}
