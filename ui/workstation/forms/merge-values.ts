import type { FormValues } from '../../../record/forms/field.js';

/** What two people did to the same form since they both saw `base`. */
export interface ValueMerge {
  /** Theirs where only they changed a field, mine otherwise. */
  readonly merged: FormValues;
  /** Fields that only they changed. */
  readonly theirs: readonly string[];
  /** Fields that both changed, differently: a person decides. */
  readonly both: readonly string[];
}

export function mergeValues(base: FormValues, mine: FormValues, theirs: FormValues): ValueMerge {
  const names = [...new Set([...Object.keys(base), ...Object.keys(mine), ...Object.keys(theirs)])];
  const of = (values: FormValues, name: string) => values[name] ?? '';
  const theyChanged = names.filter(
    (name) => of(theirs, name) !== of(base, name) && of(theirs, name) !== of(mine, name),
  );
  const onlyTheirs = theyChanged.filter((name) => of(mine, name) === of(base, name));
  const merged = { ...mine, ...Object.fromEntries(onlyTheirs.map((name) => [name, theirs[name]])) };
  return { merged, theirs: onlyTheirs, both: theyChanged.filter((name) => !onlyTheirs.includes(name)) };
}
