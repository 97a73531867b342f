import type { ComponentChildren, JSX } from 'preact';
import type { FormValues } from '../../../record/forms/field.js';
import { Button } from '../../kit/button.js';
import { useWords } from '../words/use-words.js';
import type { FormState } from './use-form.js';
import { controlId } from './use-form.js';
import { removeAt } from './visit-draft.js';

/** As many of one form as it takes, each with a heading and a way to take it out. */
export function RepeatedForm(props: {
  readonly title: string;
  readonly add: string;
  readonly name: (count: number) => string;
  readonly lines: readonly FormState[];
  readonly values: readonly FormValues[];
  readonly empty: FormValues;
  readonly onChange: (values: readonly FormValues[]) => void;
  readonly before?: ComponentChildren;
  readonly render: (state: FormState) => JSX.Element;
}): JSX.Element {
  const words = useWords();
  const addLine = () => {
    props.onChange([...props.values, props.empty]);
    // After the next drawing the new line's first control exists.
    setTimeout(() => focusFirst(props.lines.length + 1, props.title), 0);
  };
  return (
    <section class="form-section stack" data-title={props.title}>
      <h3>{props.title}</h3>
      {props.lines.length > 0 && props.before}
      {props.lines.map((state, index) => (
        <fieldset key={controlId(state.form, '', state.scope)} class="line-form stack" data-line={index + 1}>
          <legend class="label">{props.name(index + 1)}</legend>
          {props.render(state)}
          <Button look="plain" icon="close" onClick={() => props.onChange(removeAt(props.values, index))}>
            {words.t('form.remove', { item: props.name(index + 1).toLocaleLowerCase() })}
          </Button>
        </fieldset>
      ))}
      <Button icon="plus" onClick={addLine}>
        {props.add}
      </Button>
    </section>
  );
}

function focusFirst(line: number, title: string): void {
  const sections = [...document.querySelectorAll<HTMLElement>('.form-section')];
  const section = sections.find((one) => one.dataset['title'] === title);
  section?.querySelector<HTMLElement>(`[data-line="${line}"] input`)?.focus();
}
