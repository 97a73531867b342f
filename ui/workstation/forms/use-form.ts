import { useState } from 'preact/hooks';
import { checkForm, maySave } from '../../../record/forms/check-form.js';
import { type Form, type FormField, type FormValues, textOf } from '../../../record/forms/field.js';
import type { SummaryError } from '../../kit/banner.js';
import type { Language } from '../../kit/i18n/language.js';

/** One form while it is filled in. The rules are those of `record/forms`; this only says when their words are shown. */
export interface FormState {
  readonly form: Form;
  readonly values: FormValues;
  /** Tells the controls of one form apart from those of the same form further down. */
  readonly scope: string;
  /** Whether the form may be saved; warnings are for people to decide. */
  readonly maySave: boolean;
  set(field: string, value: string): void;
  replace(values: FormValues): void;
  fieldsAsked(): readonly FormField[];
  isRequired(field: FormField): boolean;
  errorOf(field: string, language: Language): string | undefined;
  cautionOf(field: string, language: Language): string | undefined;
  /** What is wrong, once saving was tried. */
  summary(language: Language): readonly SummaryError[];
}

export interface FormInput {
  readonly form: Form;
  readonly values: FormValues;
  /** Whether saving was tried: errors are shown from then on, warnings as one types. */
  readonly tried: boolean;
  readonly onChange: (values: FormValues) => void;
  readonly scope?: string;
}

/** Id of a field's control. */
export function controlId(form: Form, field: string, scope: string): string {
  return `${form.name}${scope}-${field}`;
}

export function formState(input: FormInput): FormState {
  const { form, values, tried, onChange, scope = '' } = input;
  const problems = checkForm(form, values, Date.now());
  const errors = tried ? problems.filter((problem) => problem.severity === 'error') : [];
  return {
    form,
    values,
    scope,
    maySave: maySave(problems),
    replace: onChange,
    set: (field, value) => onChange({ ...values, [field]: value }),
    fieldsAsked: () => form.fields.filter((field) => form.asks?.(field.name, values) !== false),
    isRequired: (field) => form.requires?.(field.name, values) ?? field.required,
    errorOf: (field, language) => errors.find((problem) => problem.field === field)?.[language],
    cautionOf(field, language) {
      if (textOf(values, field) === undefined) return undefined;
      return problems.find((problem) => problem.field === field && problem.severity === 'warning')?.[language];
    },
    summary: (language) =>
      errors.map((problem) => ({ fieldId: controlId(form, problem.field, scope), text: problem[language] })),
  };
}

/** A form on its own, and a way to say that saving was tried. */
export function useForm(
  form: Form,
  initial: FormValues,
  onChange?: (values: FormValues) => void,
): { readonly state: FormState; readonly attempt: number; tryToSave(): boolean } {
  const [values, setValues] = useState(initial);
  const [attempt, setAttempt] = useState(0);
  const state = formState({
    form,
    values,
    tried: attempt > 0,
    onChange: (next) => {
      setValues(next);
      onChange?.(next);
    },
  });
  return {
    state,
    attempt,
    tryToSave() {
      setAttempt(attempt + 1);
      return state.maySave;
    },
  };
}
