import { readInterval } from '../date-time.js';
import {
  type FieldProblem,
  type FieldProblemCode,
  type Form,
  type FormField,
  type FormValues,
  linesOf,
  textOf,
  type Words,
} from './field.js';
import { decimalsOf, readNumber, writeNumber } from './number-text.js';

const defaultLengthMax = 200;
const phonePattern = /^\+?[\d\s().-]{6,25}$/;
const fieldDatePattern = /^\d{4}(-\d{2}(-\d{2})?)?$/;

/**
 * Checks what was typed into a form, field by field and then between fields, in the order of the fields. The same code
 * runs in the browser while people type and at the server. Empty when the form may be saved without a question.
 */
export function checkForm(form: Form, values: FormValues, nowMilliseconds: number): readonly FieldProblem[] {
  const problems: FieldProblem[] = [];
  for (const field of form.fields) {
    if (form.asks?.(field.name, values) === false) continue;
    const required = form.requires?.(field.name, values) ?? field.required;
    const found = checkField(field, required, values, nowMilliseconds);
    if (found !== undefined) problems.push(found);
  }
  return [...problems, ...(form.check?.(values, nowMilliseconds) ?? [])];
}

/** Whether a form with these problems may be saved: warnings are for people to decide. */
export function maySave(problems: readonly FieldProblem[]): boolean {
  return problems.every(({ severity }) => severity === 'warning');
}

/** A problem of a field, in both languages. */
export function fieldProblem(
  field: string,
  code: FieldProblemCode,
  words: Words,
  severity: 'error' | 'warning' = 'error',
): FieldProblem {
  return { field, code, severity, fr: words.fr, en: words.en };
}

function checkField(
  field: FormField,
  required: boolean,
  values: FormValues,
  nowMilliseconds: number,
): FieldProblem | undefined {
  const text = field.kind === 'long-text' ? linesOf(values, field.name) : textOf(values, field.name);
  if (text === undefined) return required ? told(field, 'required', 'à remplir', 'is required') : undefined;
  if (text.length > (field.lengthMax ?? defaultLengthMax)) {
    const lengthMax = field.lengthMax ?? defaultLengthMax;
    return told(field, 'too-long', `${lengthMax} caractères au plus`, `at most ${lengthMax} characters`);
  }
  switch (field.kind) {
    case 'number':
      return checkNumber(field, text);
    case 'date':
      return checkDate(field, text, nowMilliseconds);
    case 'choice':
      return checkChoice(field, text);
    case 'phone':
      return phonePattern.test(text)
        ? undefined
        : told(field, 'malformed', 'des chiffres, comme 6 77 12 34 56', 'digits, like 6 77 12 34 56');
    case 'yes-no':
      return text === 'yes' || text === 'no' ? undefined : told(field, 'unknown-choice', 'oui ou non', 'yes or no');
    default:
      return undefined;
  }
}

function checkNumber(field: FormField, text: string): FieldProblem | undefined {
  const value = readNumber(text);
  if (value === undefined) return told(field, 'malformed', 'un nombre, comme 37,5', 'a number, like 37.5');
  const decimals = field.decimals ?? 0;
  const between = (bounds: readonly [number, number]): Words => ({
    fr: `entre ${bounds.map((bound) => writeNumber(bound, 'fr')).join(' et ')}${field.unit ? ` ${field.unit}` : ''}`,
    en: `between ${bounds.map((bound) => writeNumber(bound, 'en')).join(' and ')}${field.unit ? ` ${field.unit}` : ''}`,
  });
  if (field.range !== undefined && !isWithin(value, field.range)) {
    const words = between(field.range);
    return told(field, 'out-of-range', words.fr, words.en);
  }
  if (decimalsOf(text) > decimals) {
    if (decimals === 0) return told(field, 'too-precise', 'un nombre entier', 'a whole number');
    return told(field, 'too-precise', `${decimals} décimale au plus`, `at most ${decimals} decimal`);
  }
  if (field.plausibleRange !== undefined && !isWithin(value, field.plausibleRange)) {
    const words = between(field.plausibleRange);
    return told(
      field,
      'implausible',
      `vérifiez, d’habitude ${words.fr}`,
      `please check, usually ${words.en}`,
      'warning',
    );
  }
  return undefined;
}

function checkDate(field: FormField, text: string, nowMilliseconds: number): FieldProblem | undefined {
  const interval = fieldDatePattern.test(text) ? readInterval(text) : undefined;
  if (interval === undefined) {
    return told(
      field,
      'malformed',
      'une date du calendrier, comme 21 5 1980',
      'a date of the calendar, like 21 5 1980',
    );
  }
  if (field.future !== true && interval.start > nowMilliseconds) {
    return told(field, 'in-the-future', 'la date est dans le futur', 'the date is in the future');
  }
  return undefined;
}

function checkChoice(field: FormField, text: string): FieldProblem | undefined {
  if (field.freeText === true || field.choices?.some(({ code }) => code === text) !== false) return undefined;
  return told(field, 'unknown-choice', 'choisissez dans la liste', 'choose from the list');
}

function told(
  field: FormField,
  code: FieldProblemCode,
  fr: string,
  en: string,
  severity: 'error' | 'warning' = 'error',
): FieldProblem {
  return fieldProblem(field.name, code, { fr: `${field.label.fr} : ${fr}`, en: `${field.label.en}: ${en}` }, severity);
}

function isWithin(value: number, [low, high]: readonly [number, number]): boolean {
  return value >= low && value <= high;
}
