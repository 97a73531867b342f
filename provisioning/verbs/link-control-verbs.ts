import type { PathTestReport } from '../../protocol/orders/path-test-report.js';
import { Problem } from '../../protocol/problem.js';
import { VerbArguments } from './arguments.js';
import type { RunningOperations } from './running-operations.js';
import type { VerbContext } from './verb-context.js';

const linkCharactersMax = 16;

export interface ForcedByHand {
  readonly link: string;
  /** Milliseconds since 1970. */
  readonly until: number;
  /** How the link is at this moment (contract: `Link state`). */
  readonly state: string | null;
}

/** `link-force` {link}: everything that may go over it does, while it works, for four hours at most. */
export async function forceLink(context: VerbContext, args: unknown): Promise<ForcedByHand> {
  const { link, untilMilliseconds } = await operationsOf(context).force(
    new VerbArguments(args).text('link', linkCharactersMax),
  );
  const state = context.links?.().find(({ name }) => name === link)?.state ?? null;
  return { link, until: untilMilliseconds, state };
}

/** `link-release` {}: the program chooses again. `link` is the one that was chosen by hand, `null` when none was. */
export async function releaseLink(context: VerbContext): Promise<{ readonly link: string | null }> {
  return { link: (await operationsOf(context).release()) ?? null };
}

/** `link-test` {link?}: takes about twelve seconds; without a link, all that cost nothing. */
export async function testLinks(context: VerbContext, args: unknown): Promise<PathTestReport> {
  return operationsOf(context).test(new VerbArguments(args).optionalText('link', linkCharactersMax));
}

/** `link-test-progress` {}: `null` when none is under way. */
export async function linkTestProgress(context: VerbContext) {
  return operationsOf(context).testProgress ?? null;
}

function operationsOf({ node, operations }: VerbContext): RunningOperations {
  if (node.kind !== 'site') throw new Problem('usage-wrong', 'links are a site’s; this is the folder of a hub');
  if (operations === undefined) throw new Problem('usage-wrong', 'the program does not run: carnet edge run');
  return operations;
}
