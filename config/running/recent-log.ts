import type { DestinationStream } from 'pino';

/** A line of the log as it may be shown from afar: what happened, and names and codes of the program's own. */
export type ShownLogLine = Readonly<Record<string, string | number>>;

const linesMax = 200;
const wordCharactersMax = 64;
const messageCharactersMax = 120;
/** Fields whose values the program makes itself. */
const namedFields = ['link', 'lane', 'code', 'reason', 'order', 'epoch', 'before', 'event', 'bytes', 'changes'];
const errorFields = ['problem', 'code', 'type'];

/**
 * Passes the program's log on, and keeps its latest lines, of each only what is on a list: nothing that an error, a
 * request or a library says in its own words (rules R3, L49).
 */
export class RecentLog implements DestinationStream {
  readonly #next: DestinationStream;
  #lines: ShownLogLine[] = [];

  constructor(next: DestinationStream) {
    this.#next = next;
  }

  write(line: string): void {
    this.#next.write(line);
    const shown = shownOf(line);
    if (shown === undefined) return;
    this.#lines.push(shown);
    if (this.#lines.length >= linesMax * 2) this.#lines = this.#lines.slice(-linesMax);
  }

  /** The oldest first. */
  lines(): readonly ShownLogLine[] {
    return this.#lines.slice(-linesMax);
  }
}

/** What of a line may be shown; `undefined` for those of requests, and what is no line of ours. */
export function shownOf(line: string): ShownLogLine | undefined {
  let fields: Readonly<Record<string, unknown>>;
  try {
    fields = JSON.parse(line) as Readonly<Record<string, unknown>>;
  } catch {
    return undefined;
  }
  const { time, level, msg, err } = fields;
  if (typeof time !== 'number' || typeof level !== 'number') return undefined;
  if ('req' in fields || 'res' in fields || 'reqId' in fields) return undefined;
  // What stands beside an error may be the error's own text.
  const message = err === undefined && typeof msg === 'string' ? { message: msg.slice(0, messageCharactersMax) } : {};
  return { at: time, level, ...message, ...picked(fields, namedFields), ...picked(err, errorFields) };
}

function picked(value: unknown, names: readonly string[]): ShownLogLine {
  if (typeof value !== 'object' || value === null) return {};
  const fields = value as Readonly<Record<string, unknown>>;
  const entries = names.flatMap((name): readonly (readonly [string, string | number])[] => {
    const field = fields[name];
    if (typeof field === 'number') return [[name, field]];
    return typeof field === 'string' && /^[\w.@-]+$/.test(field) ? [[name, field.slice(0, wordCharactersMax)]] : [];
  });
  return Object.fromEntries(entries);
}
