import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { IconButton } from './button.js';
import { useKitWords } from './i18n/use-words.js';
import { Icon } from './icon.js';

/** What every field has: label above, hint under it, then what is wrong (or worth a second look), then the control. */
export interface FieldProps {
  /** Id of the control; the error summary links to it. */
  readonly id: string;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  /** Unusual but allowed; does not block. */
  readonly caution?: string | undefined;
  readonly optional?: boolean | undefined;
}

/** The ids that describe a control, for `aria-describedby`. */
export function describedBy(props: FieldProps): string | undefined {
  const ids = [
    props.hint && `${props.id}-hint`,
    props.error && `${props.id}-error`,
    props.caution && `${props.id}-caution`,
  ].filter(Boolean);
  return ids.length > 0 ? ids.join(' ') : undefined;
}

export function FieldLabel({ label, optional }: Pick<FieldProps, 'label' | 'optional'>): JSX.Element {
  const words = useKitWords();
  return (
    <>
      {label}
      {optional && <span class="optional"> ({words.t('field.optional')})</span>}
    </>
  );
}

export function FieldNotes(props: FieldProps): JSX.Element {
  return (
    <>
      {props.hint && (
        <span class="hint" id={`${props.id}-hint`}>
          {props.hint}
        </span>
      )}
      {props.error && (
        <span class="error" id={`${props.id}-error`}>
          <Icon name="octagon" />
          {props.error}
        </span>
      )}
    </>
  );
}

/** The live region is always there, so that a caution that appears while typing is spoken. */
export function FieldCaution(props: FieldProps): JSX.Element {
  return (
    <span aria-live="polite">
      {props.caution && (
        <span class="caution" id={`${props.id}-caution`}>
          <Icon name="alert" />
          {props.caution}
        </span>
      )}
    </span>
  );
}

function Frame(props: FieldProps & { readonly children: ComponentChildren }): JSX.Element {
  return (
    <div class={`field ${props.error ? 'wrong' : ''}`}>
      <label for={props.id}>
        <FieldLabel label={props.label} optional={props.optional} />
      </label>
      <FieldNotes {...props} />
      {props.children}
      <FieldCaution {...props} />
    </div>
  );
}

export interface TextFieldProps extends FieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly inputMode?: 'text' | 'numeric' | 'decimal' | 'tel' | undefined;
  readonly autoComplete?: 'username' | 'one-time-code' | undefined;
  /** Several lines. */
  readonly lines?: number | undefined;
  /** Unit shown after the control. */
  readonly unit?: string | undefined;
  /** Shown after the unit: a range or a computed value. */
  readonly after?: ComponentChildren;
}

export function TextField(props: TextFieldProps): JSX.Element {
  const control = {
    id: props.id,
    class: 'input',
    value: props.value,
    autocomplete: props.autoComplete ?? ('off' as const),
    'aria-describedby': describedBy(props),
    'aria-invalid': props.error ? ('true' as const) : undefined,
  };
  const input =
    props.lines === undefined ? (
      <input
        {...control}
        type="text"
        inputMode={props.inputMode}
        onInput={(event) => props.onChange(event.currentTarget.value)}
      />
    ) : (
      <textarea {...control} rows={props.lines} onInput={(event) => props.onChange(event.currentTarget.value)} />
    );
  return (
    <Frame {...props}>
      {props.unit === undefined ? (
        input
      ) : (
        <span class="with-unit">
          {input}
          <span class="soft small">{props.unit}</span>
          {props.after}
        </span>
      )}
    </Frame>
  );
}

/** `isNew`: one that the person chooses now; `isPin`: digits. Neither is filled in by a browser. */
export function PasswordField(
  props: TextFieldProps & { readonly isNew?: boolean; readonly isPin?: boolean },
): JSX.Element {
  const words = useKitWords();
  const [shown, setShown] = useState(false);
  return (
    <Frame {...props}>
      <span class="password">
        <input
          id={props.id}
          class="input"
          type={(shown ? 'text' : 'password') as 'password'}
          value={props.value}
          inputMode={props.isPin ? 'numeric' : undefined}
          autocomplete={props.isPin ? 'off' : props.isNew ? 'new-password' : 'current-password'}
          aria-describedby={describedBy(props)}
          aria-invalid={props.error ? 'true' : undefined}
          onInput={(event) => props.onChange(event.currentTarget.value)}
        />
        <IconButton
          icon="eye"
          label={words.t(shown ? 'password.hide' : 'password.show')}
          onClick={() => setShown(!shown)}
        />
      </span>
    </Frame>
  );
}
