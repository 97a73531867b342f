import { type ParseArgsConfig, parseArgs } from 'node:util';

type Options = NonNullable<ParseArgsConfig['options']>;
type Parsed<O extends Options> = ReturnType<
  typeof parseArgs<{ options: O; allowPositionals: true; allowNegative: true }>
>;

/** What somebody typed behind the name of a tool of the repository; in words of one line when it cannot be understood. */
export function parseOptions<const O extends Options>(given: readonly string[], options: O): Parsed<O> | string {
  try {
    return parseArgs({ args: [...given], options, allowPositionals: true, allowNegative: true });
  } catch (error) {
    return `${error instanceof Error ? error.message : String(error)}; see --help`;
  }
}

/** A whole number of at most eight digits, `min` or more; `undefined` when the text is none. */
export function toCount(text: string, min = 1): number | undefined {
  return /^\d{1,8}$/.test(text) && Number(text) >= min ? Number(text) : undefined;
}
