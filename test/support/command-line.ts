import { type ParseArgsConfig, parseArgs } from 'node:util';

type Options = NonNullable<ParseArgsConfig['options']>;
type Parsed<O extends Options> = ReturnType<
  typeof parseArgs<{ options: O; allowPositionals: true; allowNegative: true }>
>;

/** What somebody wants of a tool; a text that was asked for, its help say; or what is wrong, in words of one line. */
export type Read<Wish extends object> = Wish | { readonly text: string } | { readonly problem: string };

export interface Tool<Wish> {
  /** What is known to hinder it before anything is run; in words. */
  readonly hindrance?: (wish: Wish) => string | undefined | Promise<string | undefined>;
  /** Whether all went well. */
  readonly run: (wish: Wish) => Promise<boolean>;
}

/** A tool from what was typed to its exit code: 0 done, 1 failed, 2 for wrong usage or a hindrance, and nothing was run. */
export async function runTool<Wish extends object>(read: Read<Wish>, { hindrance, run }: Tool<Wish>): Promise<number> {
  if ('text' in read) {
    process.stdout.write(read.text);
    return 0;
  }
  const problem = 'problem' in read ? read.problem : await hindrance?.(read);
  if ('problem' in read || problem !== undefined) {
    process.stderr.write(`${problem}\n`);
    return 2;
  }
  return (await run(read)) ? 0 : 1;
}

/** What somebody typed behind the name of a tool of the repository; in words of one line when it cannot be understood. */
export function parseOptions<const O extends Options>(given: readonly string[], options: O): Parsed<O> | string {
  try {
    return parseArgs({ args: [...given], options, allowPositionals: true, allowNegative: true });
  } catch (error) {
    return `${error instanceof Error ? error.message : String(error)}; see --help`;
  }
}

/** The same for a tool that takes options only, `--help` among them. */
export function parseOnlyOptions<const O extends Options>(
  given: readonly string[],
  options: O,
  helpText: string,
): Read<Pick<Parsed<O>, 'values'>> {
  const parsed = parseOptions(given, options);
  if (typeof parsed === 'string') return { problem: parsed };
  if ((parsed.values as { readonly help?: boolean }).help === true) return { text: helpText };
  const [unasked] = parsed.positionals;
  return unasked === undefined ? parsed : { problem: `${unasked} is not an option; see --help` };
}

/** What is wrong with a file that is read before a long run; `undefined` when it can be read. */
export function hindranceOf(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** A whole number of at most eight digits, `min` or more; `undefined` when the text is none. */
export function toCount(text: string, min = 1): number | undefined {
  return /^\d{1,8}$/.test(text) && Number(text) >= min ? Number(text) : undefined;
}
