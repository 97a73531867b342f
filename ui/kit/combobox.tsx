import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { type ComboboxState, type ComboboxValue, useCombobox } from './combobox-state.js';
import { describedBy, FieldCaution, FieldLabel, FieldNotes, type FieldProps } from './field.js';
import { useKitWords } from './i18n/use-words.js';

export interface ComboboxProps extends FieldProps, ComboboxValue {
  /** The chosen choice's value, or, where `free`, the text as typed. */
  readonly value: string;
}

/** A list searched from the first letter. */
export function Combobox(props: ComboboxProps): JSX.Element {
  const words = useKitWords();
  const state = useCombobox(props);
  const { open, active, matches } = state;
  const listId = `${props.id}-list`;
  const label = props.choices.find((choice) => choice.value === props.value)?.label;
  return (
    <div class={`field ${props.error ? 'wrong' : ''}`}>
      <label for={props.id}>
        <FieldLabel label={props.label} optional={props.optional} />
      </label>
      <FieldNotes {...props} />
      <div class="combobox">
        <input
          id={props.id}
          class="input"
          type="text"
          role="combobox"
          autocomplete="off"
          aria-autocomplete="list"
          aria-expanded={open ? 'true' : 'false'}
          aria-controls={listId}
          aria-activedescendant={open && matches[active] ? `${listId}-${active}` : undefined}
          aria-describedby={describedBy(props)}
          aria-invalid={props.error ? 'true' : undefined}
          value={state.typed ?? label ?? props.value}
          onInput={(event) => state.type(event.currentTarget.value)}
          onClick={state.show}
          onBlur={state.leave}
          onKeyDown={state.onKeyDown}
        />
        <Options id={listId} label={props.label} state={state} />
        <span class="unseen" aria-live="polite">
          {open ? words.count('combobox.count', matches.length) : ''}
        </span>
        {open && matches.length === 0 && !props.free && (
          <span class="hint">{words.t('combobox.none', { text: state.typed ?? '' })}</span>
        )}
      </div>
      <FieldCaution {...props} />
    </div>
  );
}

function Options(props: { readonly id: string; readonly label: string; readonly state: ComboboxState }): JSX.Element {
  const { open, active, matches, choose } = props.state;
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (open) list.current?.children[active]?.scrollIntoView({ block: 'nearest' });
  }, [active, open]);
  return (
    <div
      id={props.id}
      class="options"
      role="listbox"
      aria-label={props.label}
      ref={list}
      hidden={!open || matches.length === 0}
    >
      {open &&
        matches.map((choice, index) => (
          // The keyboard reaches the options through the input (aria-activedescendant), which keeps the focus.
          // biome-ignore lint/a11y/useKeyWithClickEvents: the input handles the keys
          // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the input
          <div
            key={choice.value}
            id={`${props.id}-${index}`}
            role="option"
            aria-selected={index === active ? 'true' : 'false'}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => choose(choice)}
          >
            {choice.label}
          </div>
        ))}
    </div>
  );
}
