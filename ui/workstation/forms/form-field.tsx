import type { ComponentChildren, JSX } from 'preact';
import type { FormField } from '../../../record/forms/field.js';
import { CheckField, type Choice, ChoiceField } from '../../kit/choice-field.js';
import { Combobox } from '../../kit/combobox.js';
import { DateField } from '../../kit/date-field.js';
import { TextField } from '../../kit/field.js';
import { bindSpaces } from '../../kit/i18n/bind-spaces.js';
import type { Language } from '../../kit/i18n/language.js';
import { useWords } from '../words/use-words.js';
import { controlId, type FormState } from './use-form.js';

/** Up to so many choices are all shown; more are a list that is searched. */
const visibleChoicesMax = 4;
const linesOfLongText = 4;

export interface FormFieldProps {
  readonly state: FormState;
  readonly field: FormField;
  /** Leaves out the word “optional” where a whole section says so. */
  readonly quiet?: boolean;
  /** Shown after a number's unit. */
  readonly after?: ComponentChildren;
}

/** Beside its field a problem need not name it again: `Nom : à remplir` → `À remplir`. */
function withoutLabel(text: string | undefined, label: string): string | undefined {
  if (!text?.startsWith(label)) return text;
  const rest = text.slice(label.length).replace(/^\s*:\s*/, '');
  return rest.charAt(0).toLocaleUpperCase() + rest.slice(1);
}

/** The control that a field of a form's rules asks for. */
export function FormFieldControl(props: FormFieldProps): JSX.Element {
  const { language } = useWords();
  const { state, field } = props;
  const common = {
    id: controlId(state.form, field.name, state.scope),
    label: bindSpaces(field.label[language]),
    hint: field.hint && bindSpaces(field.hint[language]),
    error: withoutLabel(state.errorOf(field.name, language), field.label[language]),
    caution: withoutLabel(state.cautionOf(field.name, language), field.label[language]),
    optional: !props.quiet && !state.isRequired(field),
    value: state.values[field.name] ?? '',
    onChange: (value: string) => state.set(field.name, value),
  };
  switch (field.kind) {
    case 'choice': {
      const choices = choicesOf(field, language);
      return choices.length <= visibleChoicesMax && !field.freeText ? (
        <ChoiceField {...common} choices={choices} />
      ) : (
        <Combobox {...common} choices={choices} free={field.freeText} />
      );
    }
    case 'date':
      return <DateField {...common} />;
    case 'yes-no':
      return (
        <CheckField
          id={common.id}
          label={common.label}
          value={common.value === 'yes'}
          onChange={(value) => common.onChange(value ? 'yes' : 'no')}
        />
      );
    case 'number':
      return (
        <TextField
          {...common}
          inputMode={field.decimals ? 'decimal' : 'numeric'}
          unit={field.unit ?? ''}
          after={props.after}
        />
      );
    case 'phone':
      return <TextField {...common} inputMode="tel" />;
    case 'long-text':
      return <TextField {...common} lines={linesOfLongText} />;
    default:
      return <TextField {...common} />;
  }
}

/** The other language's word and the code find a choice too. */
function choicesOf(field: FormField, language: Language): readonly Choice[] {
  const other = language === 'fr' ? 'en' : 'fr';
  return (field.choices ?? []).map((choice) => ({
    value: choice.code,
    label: bindSpaces(choice[language]),
    also: `${choice[other]} ${choice.code}`,
  }));
}

/** All fields that the form asks for, in its order. */
export function FormFields(props: {
  readonly state: FormState;
  readonly only?: readonly string[];
  readonly quiet?: boolean;
  readonly after?: (field: FormField) => ComponentChildren;
}): JSX.Element {
  const { state, only } = props;
  return (
    <>
      {state
        .fieldsAsked()
        .filter((field) => only === undefined || only.includes(field.name))
        .map((field) => (
          <FormFieldControl
            key={field.name}
            state={state}
            field={field}
            quiet={props.quiet ?? false}
            after={props.after?.(field)}
          />
        ))}
    </>
  );
}
