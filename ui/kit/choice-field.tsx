import type { JSX } from 'preact';
import { describedBy, FieldCaution, FieldLabel, FieldNotes, type FieldProps } from './field.js';

export interface Choice {
  readonly value: string;
  readonly label: string;
  /** Other words that a search finds it by, e.g. a code or the other language. */
  readonly also?: string;
}

/** A few choices, all visible: radio buttons. The first one carries the field's id, for the error summary. */
export function ChoiceField(
  props: FieldProps & {
    readonly choices: readonly Choice[];
    readonly value: string;
    readonly onChange: (value: string) => void;
  },
): JSX.Element {
  return (
    <fieldset class={`field ${props.error ? 'wrong' : ''}`} aria-describedby={describedBy(props)}>
      <legend>
        <FieldLabel label={props.label} optional={props.optional} />
      </legend>
      <FieldNotes {...props} />
      <div class="choices">
        {props.choices.map((choice, index) => (
          <label key={choice.value} class="choice">
            <input
              type="radio"
              id={index === 0 ? props.id : `${props.id}-${choice.value}`}
              name={props.id}
              value={choice.value}
              checked={props.value === choice.value}
              onChange={() => props.onChange(choice.value)}
            />
            {choice.label}
          </label>
        ))}
      </div>
      <FieldCaution {...props} />
    </fieldset>
  );
}

export function CheckField(props: {
  readonly id: string;
  readonly label: string;
  readonly value: boolean;
  readonly onChange: (value: boolean) => void;
}): JSX.Element {
  return (
    <label class="choice bare">
      <input
        type="checkbox"
        id={props.id}
        checked={props.value}
        onChange={(event) => props.onChange(event.currentTarget.checked)}
      />
      {props.label}
    </label>
  );
}
