import { useMemo, useState } from 'preact/hooks';
import type { Choice } from './choice-field.js';
import { foldForList } from './fold.js';

const choicesShownMax = 50;

/** What a list shows for a text: matches at the start of a word come first. */
export function matchChoices(choices: readonly Choice[], typed: string): readonly Choice[] {
  const wanted = foldForList(typed.trim());
  if (wanted === '') return choices.slice(0, choicesShownMax);
  const first: Choice[] = [];
  const later: Choice[] = [];
  for (const choice of choices) {
    const text = foldForList(`${choice.label} ${choice.also ?? ''}`);
    if (text.startsWith(wanted) || text.includes(` ${wanted}`)) first.push(choice);
    else if (text.includes(wanted)) later.push(choice);
  }
  return [...first, ...later].slice(0, choicesShownMax);
}

export interface ComboboxState {
  /** What is being typed; `undefined` while the chosen value stands. */
  readonly typed: string | undefined;
  readonly open: boolean;
  /** Index into `matches`: what Enter chooses. */
  readonly active: number;
  readonly matches: readonly Choice[];
  type(text: string): void;
  show(): void;
  choose(choice: Choice): void;
  /** The focus leaves: an exact or free text is taken, anything else goes back to the value. */
  leave(): void;
  onKeyDown(event: KeyboardEvent): void;
}

export interface ComboboxValue {
  readonly choices: readonly Choice[];
  readonly onChange: (value: string) => void;
  readonly free?: boolean | undefined;
}

/** The behaviour of WAI-ARIA 1.2's combobox with list autocomplete. */
export function useCombobox({ choices, onChange, free = false }: ComboboxValue): ComboboxState {
  const [typed, setTyped] = useState<string | undefined>(undefined);
  const [open, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const matches = useMemo(() => matchChoices(choices, typed ?? ''), [choices, typed]);
  const close = () => {
    setTyped(undefined);
    setOpen(false);
  };
  const choose = (choice: Choice) => {
    onChange(choice.value);
    close();
  };
  const move = (step: number) => {
    setActive(open ? (active + step + matches.length) % Math.max(1, matches.length) : 0);
    setOpen(true);
  };
  return {
    typed,
    open,
    active,
    matches,
    choose,
    show: () => setOpen(true),
    type(text) {
      setTyped(text);
      setActive(0);
      setOpen(true);
    },
    leave() {
      const text = typed?.trim();
      if (text !== undefined) {
        const exact = matches.find((choice) => foldForList(choice.label) === foldForList(text));
        if (exact) onChange(exact.value);
        else if (free || text === '') onChange(text);
      }
      close();
    },
    onKeyDown(event) {
      const chosen = matches[active];
      if (event.key === 'ArrowDown') move(1);
      else if (event.key === 'ArrowUp') move(-1);
      else if (event.key === 'Enter' && open && chosen) choose(chosen);
      else if (event.key === 'Escape' && open) close();
      else return;
      // The list took the key: the form and the panel must not act on it too.
      event.preventDefault();
      event.stopPropagation();
    },
  };
}
