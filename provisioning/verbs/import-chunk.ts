import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CommitEntry } from '../../journal/record-store.js';
import { Problem, type ProblemCode, type ProblemIssue } from '../../protocol/problem.js';
import { parseResource } from '../../record/parse.js';
import type { ParsedResource } from '../../record/resource.js';
import { VerbArguments } from './arguments.js';
import type { VerbContext } from './verb-context.js';

/** A chunk becomes one transaction; its changes must fit one group of the wire (`limits.batchChangesMax`, 256). */
export const chunkResourcesMax = 200;
/** Resources validated between two turns of the event loop: a running program goes on serving. */
const turnResources = 20;

export interface RefusedResource {
  /** Line of an NDJSON file, or number of the entry of a Bundle, from 1. */
  readonly line: number;
  readonly code: ProblemCode;
  readonly issues: readonly ProblemIssue[];
}

export interface ImportedChunk {
  readonly stored: number;
  /** The same canonical body was here already; nothing was written. */
  readonly unchanged: number;
  readonly refused: readonly RefusedResource[];
}

interface Line {
  readonly line: number;
  readonly text: string;
}

/**
 * `import-chunk` {resources: [{line, text}], dryRun?}: validates each resource and writes the good and new ones in one
 * transaction, as `carnet:import`. Importing the same file again writes nothing.
 */
export async function importChunk(context: VerbContext, args: unknown): Promise<ImportedChunk> {
  const given = new VerbArguments(args);
  const lines = given.list('resources', chunkResourcesMax).map(parseLine);
  const { parsed, refused } = await parseAll(context, lines);
  const rounds = await planRounds(context, parsed);
  let stored = 0;
  for (const entries of rounds) {
    stored += entries.length;
    if (!given.flag('dryRun')) await context.journal.records.commitBundle({ author: 'carnet:import', entries });
  }
  return { stored, unchanged: parsed.length - stored, refused };
}

async function parseAll(context: VerbContext, lines: readonly Line[]) {
  const parsed: ParsedResource[] = [];
  const refused: RefusedResource[] = [];
  for (const [index, { line, text }] of lines.entries()) {
    if (index % turnResources === turnResources - 1) await nextTurn();
    try {
      parsed.push(parseResource(text, { nowMilliseconds: context.now() }));
    } catch (cause) {
      if (!(cause instanceof Problem)) throw cause;
      refused.push({ line, code: cause.code, issues: cause.issues });
    }
  }
  return { parsed, refused };
}

/** What is not here yet in the same canonical form; a resource that comes twice goes into a later transaction. */
async function planRounds(context: VerbContext, parsed: readonly ParsedResource[]): Promise<readonly CommitEntry[][]> {
  const rounds: CommitEntry[][] = [];
  const planned = new Map<string, { round: number; body: string }>();
  for (const resource of parsed) {
    const key = `${resource.type}/${resource.id}`;
    const earlier = planned.get(key);
    const body = earlier?.body ?? (await currentBody(context, resource));
    if (body === resource.body) continue;
    const round = earlier === undefined ? 0 : earlier.round + 1;
    rounds[round] = [...(rounds[round] ?? []), { verb: 'update', resource }];
    planned.set(key, { round, body: resource.body });
  }
  return rounds;
}

async function currentBody(context: VerbContext, { type, id }: ParsedResource): Promise<string | undefined> {
  const current = await context.journal.records.read({ type, id });
  return current === undefined || current.deleted ? undefined : current.body;
}

function parseLine(value: unknown): Line {
  const { line, text } = (value ?? {}) as Partial<Line>;
  if (typeof line !== 'number' || typeof text !== 'string') throw new Problem('usage-wrong', 'resources');
  return { line, text };
}
