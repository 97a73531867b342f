import type { Mark, NodeName } from './marks.js';

/** A command that nobody was told the end of. */
export interface Command {
  readonly adds: readonly string[];
  readonly isBrought: boolean;
}

/** What a workload was told, up to some point of it: what has to be there after a power cut. */
export class Expectation {
  readonly versions: Readonly<Record<NodeName, Map<string, number>>> = { site: new Map(), hub: new Map() };
  /** Commands that were begun, and nobody was told how they ended: all of each, or nothing of it. */
  readonly open: Record<NodeName, Command[]> = { site: [], hub: [] };
  readonly receipts = new Map<number, number>();
  readonly contents = new Map<string, number>();
  readonly healthIds: string[] = [];
  code: string | undefined;
  /** How much was acknowledged. */
  acknowledged = 0;

  note(mark: Mark): void {
    switch (mark.kind) {
      case 'doing':
        this.#begin(mark.node, mark);
        return;
      case 'done':
        this.#finish(mark.node);
        return;
      case 'receipt':
        this.receipts.set(mark.lane, Math.max(mark.seq, this.receipts.get(mark.lane) ?? 0));
        return;
      case 'content':
        this.contents.set(mark.hash, mark.bytes);
        this.acknowledged += 1;
        return;
      case 'health-id':
        this.healthIds.push(mark.id);
        this.acknowledged += 1;
        return;
      case 'code':
        this.code = mark.code;
    }
  }

  /** What is brought again did not arrive the time before. */
  #begin(node: NodeName, command: Command): void {
    const isSame = (other: Command) =>
      other.isBrought && other.adds.some((resource) => command.adds.includes(resource));
    if (command.isBrought) this.open[node] = this.open[node].filter((other) => !isSame(other));
    this.open[node].push(command);
  }

  #finish(node: NodeName): void {
    const versions = this.versions[node];
    for (const resource of this.open[node].pop()?.adds ?? []) versions.set(resource, (versions.get(resource) ?? 0) + 1);
    this.acknowledged += 1;
  }
}
