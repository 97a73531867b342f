import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { eachOnce } from '../../journal/imports/each-once.js';
import type { ImportPart } from '../../journal/imports/import-store.js';
import { Problem, type ProblemCode, type ProblemIssue } from '../../protocol/problem.js';
import { importAuthor } from '../../record/accounts/program-author.js';
import { joinPatient } from '../../record/identity/join-patient.js';
import { keptApart } from '../../record/kept-apart.js';
import { parseResource } from '../../record/parse.js';
import type { ParsedResource } from '../../record/resource.js';
import { idOfContent } from '../import/read/found-resource.js';
import { VerbArguments } from './arguments.js';
import type { VerbContext } from './verb-context.js';

/** A chunk becomes one transaction; its changes must fit one group of the wire (`limits.batchChangesMax`, 256). */
export const chunkResourcesMax = 200;
/** Resources validated between two turns of the event loop: a running program goes on serving. */
const turnResources = 20;

export interface RefusedResource {
  /** Line of a file of lines or rows, or number of the entry of a Bundle, from 1. */
  readonly line: number;
  readonly code: ProblemCode;
  readonly issues: readonly ProblemIssue[];
}

/** What would become of a resource that a dry run looked at. */
export interface ResourceFate {
  /** `Type/id`. */
  readonly key: string;
  /** Stands for its canonical content: 31 bits of its SHA-256. */
  readonly content: number;
  readonly fate: 'created' | 'updated' | 'unchanged';
}

export interface ImportedChunk {
  readonly created: number;
  readonly updated: number;
  /** Created or updated. */
  readonly stored: number;
  /** The same canonical body was here already; nothing was written. */
  readonly unchanged: number;
  readonly refused: readonly RefusedResource[];
  /** Of a dry run. */
  readonly fates?: readonly ResourceFate[];
}

/** A resource of a file on its way to the journal. */
export interface ChunkLine {
  readonly line: number;
  readonly text: string;
  /** Says some of the person only: what stands here beside it stays. */
  readonly isPart?: boolean;
}

/** Where a chunk begins and ends in its import; what could not be read at all stands in `refused`. */
interface ChunkPlace {
  readonly import: number;
  readonly from: { readonly file: number; readonly position: number };
  readonly to: { readonly file: number; readonly position: number };
  readonly refused: readonly RefusedResource[];
}

/**
 * `import-chunk` {resources: [{line, text, isPart?}], place?, dryRun?}: validates each resource and writes the good and new
 * ones in one transaction, as `carnet:import`, with how far the import is. Importing the same file again writes nothing.
 */
export async function importChunk(context: VerbContext, args: unknown): Promise<ImportedChunk> {
  const given = new VerbArguments(args);
  const lines = given.list('resources', chunkResourcesMax).map(parseLine);
  const place = (args as { place?: ChunkPlace }).place;
  const plan = new ChunkPlan(context);
  for (const [index, line] of lines.entries()) {
    if (index % turnResources === turnResources - 1) await nextTurn();
    await plan.add(line);
  }
  const { resources, counts } = plan;
  const refused = [...plan.refused, ...(place?.refused ?? [])].sort((left, right) => left.line - right.line);
  const report = { ...counts, stored: counts.created + counts.updated, refused };
  if (given.flag('dryRun')) return { ...report, fates: plan.fates };
  if (place === undefined) await writeLoose(context, resources);
  else await writeOfImport(context, place, { resources, counts: { ...counts, refused: refused.length } }, refused);
  return report;
}

async function writeOfImport(
  { journal }: VerbContext,
  { import: id, from, to }: ChunkPlace,
  part: Pick<ImportPart, 'resources' | 'counts'>,
  refused: readonly RefusedResource[],
): Promise<void> {
  const refusals = refused.map((refusal, index) => ({
    ...{ file: from.file, position: from.position + index },
    refusal: JSON.stringify(refusal),
  }));
  await journal.imports.write({ import: id, ...to, ...part, refusals }, from);
}

/** What belongs to no import, as the patients of a demo: a resource that comes again goes into a later transaction. */
async function writeLoose(context: VerbContext, resources: readonly ParsedResource[]): Promise<void> {
  for (const round of eachOnce(resources)) {
    const entries = round.map((resource) => ({ verb: 'update' as const, resource }));
    await context.journal.records.commitBundle({ author: importAuthor, entries });
  }
}

/** What is to be written of a chunk, in its order. */
class ChunkPlan {
  readonly #context: VerbContext;
  /** What each resource of the chunk will show. */
  readonly #planned = new Map<string, string>();
  readonly resources: ParsedResource[] = [];
  readonly refused: RefusedResource[] = [];
  readonly fates: ResourceFate[] = [];
  readonly counts = { created: 0, updated: 0, unchanged: 0 };

  constructor(context: VerbContext) {
    this.#context = context;
  }

  async add({ line, text, isPart = false }: ChunkLine): Promise<void> {
    const { now, profiles } = this.#context;
    const ground = { nowMilliseconds: now(), profiles: profiles.book };
    const given = this.#orRefused(line, () => parseOfFile(text, { ...ground, idIfNone: idOfContent }));
    if (given === undefined) return;
    if (await this.#context.journal.erasures.isClosed(given)) {
      this.refused.push({ line, code: 'erased', issues: [] });
      return;
    }
    const key = `${given.type}/${given.id}`;
    // What is wrong with the journal is no fault of the resource.
    const here = this.#planned.get(key) ?? (await this.#bodyHere(given));
    const resource =
      isPart && here !== undefined
        ? this.#orRefused(line, () => parseResource(joinPatient(here, given.body), ground))
        : given;
    if (resource === undefined) return;
    const fate = here === resource.body ? 'unchanged' : here === undefined ? 'created' : 'updated';
    this.counts[fate] += 1;
    this.fates.push({ key, fate, content: contentOf(given.body) });
    if (fate === 'unchanged') return;
    this.resources.push(resource);
    this.#planned.set(key, resource.body);
  }

  /** What cannot be read is refused alone. */
  #orRefused(line: number, parse: () => ParsedResource): ParsedResource | undefined {
    try {
      return parse();
    } catch (cause) {
      if (!(cause instanceof Problem)) throw cause;
      this.refused.push({ line, code: cause.code, issues: issuesOf(cause) });
      return undefined;
    }
  }

  async #bodyHere({ type, id }: ParsedResource): Promise<string | undefined> {
    const current = await this.#context.journal.records.read({ type, id });
    return current === undefined || current.deleted ? undefined : current.body;
  }
}

/** @throws Problem as {@link parseResource}; `method-unsupported` for what no file brings in */
function parseOfFile(text: string, ground: Parameters<typeof parseResource>[1]): ParsedResource {
  const resource = parseResource(text, ground);
  if (resource.type !== keptApart) return resource;
  const why = 'belongs to who makes it, at the server where it is made: have its author POST it to /fhir/Subscription';
  throw new Problem('method-unsupported', '', [{ path: keptApart, text: why }]);
}

function contentOf(body: string): number {
  return createHash('sha256').update(body).digest().readUInt32LE(0) >>> 1;
}

/** Where and why; the reasons of a parser stand in its detail. */
function issuesOf(problem: Problem): readonly ProblemIssue[] {
  return problem.issues.length > 0 ? problem.issues : [{ path: '', text: problem.detail }];
}

function parseLine(value: unknown): ChunkLine {
  const { line, text, isPart } = (value ?? {}) as Partial<ChunkLine>;
  if (typeof line !== 'number' || typeof text !== 'string') throw new Problem('usage-wrong', 'resources');
  return { line, text, isPart: isPart === true };
}
