import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { type DateParts, dateOf, parsePastedDate, partsOf } from './date-text.js';
import { describedBy, FieldCaution, FieldLabel, FieldNotes, type FieldProps } from './field.js';
import { useKitWords } from './i18n/use-words.js';

const partNames = ['day', 'month', 'year'] as const;

/** Day, month, year; a whole date may be pasted into any of them, and a full field moves on to the next. */
export function DateField(
  props: FieldProps & {
    /** A FHIR date of any precision, or what it will become while it is typed. */
    readonly value: string;
    readonly onChange: (value: string) => void;
  },
): JSX.Element {
  const words = useKitWords();
  const frame = useRef<HTMLDivElement>(null);
  // What is typed is kept beside the value: "3" must not turn into "03" under the fingers.
  const typed = useRef<DateParts>(partsOf(props.value));
  if (dateOf(typed.current) !== props.value) typed.current = partsOf(props.value);

  const change = (name: (typeof partNames)[number], text: string) => {
    const before = typed.current[name];
    typed.current = { ...typed.current, [name]: text.replace(/\D/g, '') };
    props.onChange(dateOf(typed.current));
    const full = name !== 'year' && text.length === 2 && before.length < 2;
    if (full) frame.current?.querySelectorAll('input')[partNames.indexOf(name) + 1]?.focus();
  };
  const paste = (event: ClipboardEvent) => {
    const parts = parsePastedDate(event.clipboardData?.getData('text') ?? '');
    if (!parts) return;
    event.preventDefault();
    typed.current = parts;
    props.onChange(dateOf(parts));
  };
  return (
    <fieldset class={`field ${props.error ? 'wrong' : ''}`} aria-describedby={describedBy(props)}>
      <legend>
        <FieldLabel label={props.label} optional={props.optional} />
      </legend>
      <FieldNotes {...props} />
      <div class="date-parts" ref={frame} onPaste={paste}>
        {partNames.map((name, index) => (
          <label key={name} class={name}>
            {words.t(`date.${name}`)}
            <input
              id={index === 0 ? props.id : `${props.id}-${name}`}
              class="input"
              type="text"
              inputMode="numeric"
              autocomplete="off"
              maxLength={name === 'year' ? 4 : 2}
              value={typed.current[name]}
              aria-invalid={props.error ? 'true' : undefined}
              onInput={(event) => change(name, event.currentTarget.value)}
            />
          </label>
        ))}
      </div>
      <FieldCaution {...props} />
    </fieldset>
  );
}
