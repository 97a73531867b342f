import { openSync, writeSync } from 'node:fs';
import { join } from 'node:path';

export type NodeName = 'site' | 'hub';

/** What a workload says of itself between its writes; the shim puts it into the trace at its place. */
export type Mark =
  /** The node begins a command that adds one version to each of these resources, all or none. */
  | { readonly kind: 'doing'; readonly node: NodeName; readonly adds: readonly string[]; readonly isBrought: boolean }
  /** It was told that the command is done. */
  | { readonly kind: 'done'; readonly node: NodeName }
  /** The site was told that a receipt is kept: the lane and how far. */
  | { readonly kind: 'receipt'; readonly lane: number; readonly seq: number }
  /** Somebody was told that this content is kept. */
  | { readonly kind: 'content'; readonly hash: string; readonly bytes: number }
  /** A health identifier that was given. */
  | { readonly kind: 'health-id'; readonly id: string }
  /** The code of the site. */
  | { readonly kind: 'code'; readonly code: string };

/** Where a mark belongs; `undefined`: to no database. */
export const nodeOfMark = (mark: Mark): NodeName | undefined =>
  'node' in mark ? mark.node : mark.kind === 'code' ? undefined : 'site';

/** Says marks from within a program under the shim. */
export class Marks {
  readonly #descriptor: number;
  #open: NodeName | undefined;

  constructor(folder: string) {
    this.#descriptor = openSync(join(folder, '.marks'), 'a');
  }

  say(mark: Mark): void {
    writeSync(this.#descriptor, JSON.stringify(mark));
  }

  /** Runs one command of a node. `isBrought`: what another node wrote, brought again until it is there. */
  async during<T>(node: NodeName, adds: readonly string[], isBrought: boolean, work: () => Promise<T>): Promise<T> {
    this.say({ kind: 'doing', node, adds, isBrought });
    this.#open = node;
    const result = await work();
    this.finish();
    return result;
  }

  /** The command under way is told to be done; once. */
  finish(): void {
    if (this.#open !== undefined) this.say({ kind: 'done', node: this.#open });
    this.#open = undefined;
  }
}
