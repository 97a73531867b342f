import type { ValueSetCodes } from '../definitions/compact.js';
import type { Invariant } from './invariant.js';

/** What a profile says of one element, or of one slice of it. What is absent it leaves as FHIR R4 has it. */
export interface ProfileNode {
  /** As the definition writes it: `component`, `value[x]`. */
  readonly name: string;
  readonly min?: number;
  /** `Infinity` for `*`. */
  readonly max?: number;
  readonly types?: readonly NodeType[];
  /** The value as a whole (ElementDefinition.fixed[x]). */
  readonly fixed?: { readonly value: unknown };
  /** What the value must hold at least (ElementDefinition.pattern[x]). */
  readonly pattern?: { readonly value: unknown };
  /** The least and the greatest that a number, date or quantity may be. */
  readonly minValue?: { readonly value: unknown };
  readonly maxValue?: { readonly value: unknown };
  /** Of a required binding that can be enumerated from what is known. */
  readonly codes?: ValueSetCodes;
  readonly valueSet?: string;
  /** Characters. */
  readonly maxLength?: number;
  readonly invariants: readonly Invariant[];
  readonly slicing?: Slicing;
  readonly slices: ReadonlyMap<string, ProfileNode>;
  readonly children: ReadonlyMap<string, ProfileNode>;
}

export interface NodeType {
  readonly code: string;
  /** Profiles one of which the value must conform to. */
  readonly profiles: readonly string[];
  /** What a reference may point at. */
  readonly targetProfiles: readonly string[];
}

/** How the items of a list are told apart (FHIR R4 §5.1.0.14). */
export interface Slicing {
  /** None: slices are told apart by nothing that could be looked at. */
  readonly discriminators: readonly Discriminator[];
  readonly rules: 'open' | 'closed' | 'openAtEnd';
  readonly ordered: boolean;
}

export interface Discriminator {
  readonly type: 'value' | 'type' | 'exists' | 'profile';
  readonly steps: readonly DiscriminatorStep[];
}

/** One step of a discriminator's path; none means the item itself (`$this`). */
export type DiscriminatorStep =
  | { readonly kind: 'element'; readonly name: string }
  | { readonly kind: 'extension'; readonly url: string }
  | { readonly kind: 'ofType'; readonly type: string }
  | { readonly kind: 'resolve' };

/** A profile that resources can be checked against. */
export interface Profile {
  readonly url: string;
  readonly version: string | undefined;
  readonly name: string;
  /** The type that it is of. */
  readonly type: string;
  readonly isResource: boolean;
  readonly root: ProfileNode;
  /** What it asks for that is not checked, by element and reason. */
  readonly unchecked: readonly string[];
}
