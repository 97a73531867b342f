import type { SearchKind } from '../search-row.js';

/** A search parameter as data (FHIR R4 §3.1.1): what it is called, how it compares, and where it looks. */
export interface SearchParameter {
  readonly name: string;
  /** `id` and `lastUpdated` are answered by the store itself, without rows. */
  readonly kind: SearchKind | 'id' | 'lastUpdated';
  /** Elements by path from the resource, with the choices of `[x]` written out. */
  readonly paths: readonly string[];
  /** The resource types that a reference may point at, where the definition limits them. */
  readonly targets?: readonly string[];
  /** Only values whose `element` is `equals` count: phone numbers among the contact points. */
  readonly only?: { readonly element: string; readonly equals: string };
  /** The value is whether there is one, unless it is `false`: `deceased`. */
  readonly presence?: true;
}

export type SearchTable = Readonly<Record<string, readonly SearchParameter[]>>;

export function token(name: string, ...paths: string[]): SearchParameter {
  return { name, kind: 'token', paths: paths.length > 0 ? paths : [name] };
}

export function string(name: string, ...paths: string[]): SearchParameter {
  return { name, kind: 'string', paths: paths.length > 0 ? paths : [name] };
}

export function date(name: string, ...paths: string[]): SearchParameter {
  return { name, kind: 'date', paths: paths.length > 0 ? paths : [name] };
}

export function quantity(name: string, ...paths: string[]): SearchParameter {
  return { name, kind: 'quantity', paths };
}

/** `targets` are separated by a comma; '' is any type. */
export function reference(name: string, targets: string, ...paths: string[]): SearchParameter {
  const where = { name, kind: 'reference' as const, paths: paths.length > 0 ? paths : [name] };
  return targets === '' ? where : { ...where, targets: targets.split(',') };
}

/** The pair of parameters of an element `subject`: `subject` finds any, `patient` only patients. */
export function ofSubject(path = 'subject'): readonly SearchParameter[] {
  return [reference('patient', 'Patient', path), reference('subject', '', path)];
}

export const ofPatient = reference('patient', 'Patient', 'patient');
export const ofEncounter = reference('encounter', 'Encounter', 'encounter');
export const identifier = token('identifier');
export const status = token('status');
