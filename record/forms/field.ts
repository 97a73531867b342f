/** Words in both languages of the staff. */
export interface Words {
  readonly fr: string;
  readonly en: string;
}

/** One choice of a field; `code` is what the value holds. */
export interface Choice extends Words {
  readonly code: string;
}

/** How a field is filled in and read. Dates are FHIR dates of the precision that is known: `1980`, `1980-05`, `1980-05-21`. */
export type FieldKind = 'text' | 'long-text' | 'choice' | 'date' | 'number' | 'yes-no' | 'phone' | 'identifier';

/** What a field is, in browser and server alike. */
export interface FormField {
  readonly name: string;
  readonly label: Words;
  readonly hint?: Words;
  readonly kind: FieldKind;
  readonly required: boolean;
  readonly choices?: readonly Choice[];
  /** A text that is not among the choices is allowed too: pick lists are short, the world is not. */
  readonly freeText?: true;
  /** The unit as people write it. */
  readonly unit?: string;
  /** Outside of it a number is refused; both ends are allowed. */
  readonly range?: readonly [number, number];
  /** Outside of it people are asked to look again. */
  readonly plausibleRange?: readonly [number, number];
  readonly decimals?: number;
  readonly lengthMax?: number;
  /** Whether a date may be later than now. */
  readonly future?: true;
}

/** What people typed, by field name; numbers as typed, with a comma or a point. `yes` is the value of a ticked box. */
export type FormValues = Readonly<Record<string, string | undefined>>;

/** A form: its fields, and the rules between them. */
export interface Form {
  readonly name: string;
  readonly fields: readonly FormField[];
  /** Whether a field counts, by the others: a newborn has no card. All do, where this is missing. */
  readonly asks?: (field: string, values: FormValues) => boolean;
  /** Whether a field must be filled in, by the others. `required` of the field, where this is missing. */
  readonly requires?: (field: string, values: FormValues) => boolean | undefined;
  /** Problems between fields. */
  readonly check?: (values: FormValues, nowMilliseconds: number) => readonly FieldProblem[];
}

export type FieldProblemCode =
  | 'required'
  | 'malformed'
  | 'unknown-choice'
  | 'out-of-range'
  | 'too-precise'
  | 'too-long'
  | 'in-the-future'
  | 'inconsistent'
  /** A warning: possible, but look again. */
  | 'implausible';

/** What is wrong with a field, said so that it can be put right. A `warning` does not keep the form from being saved. */
export interface FieldProblem extends Words {
  readonly field: string;
  readonly code: FieldProblemCode;
  readonly severity: 'error' | 'warning';
}

/** The value of a field without the spaces around it; `undefined` when nothing was typed. */
export function textOf(values: FormValues, field: string): string | undefined {
  const text = values[field]?.trim().replace(/\s+/g, ' ');
  return text === '' ? undefined : text;
}

/** Text of several lines, trimmed; `undefined` when nothing was typed. */
export function linesOf(values: FormValues, field: string): string | undefined {
  const text = values[field]?.trim();
  return text === '' ? undefined : text;
}

/** Whether a box is ticked. */
export function isYes(values: FormValues, field: string): boolean {
  return values[field] === 'yes';
}
