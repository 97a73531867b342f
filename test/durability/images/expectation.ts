import type { Mark, NodeName } from './marks.js';

/** What a workload was told, up to some point of it: what has to be there after a power cut. */
export class Expectation {
  readonly versions: Readonly<Record<NodeName, Map<string, number>>> = { site: new Map(), hub: new Map() };
  /** Commands that were begun, and nobody was told how they ended: all of each, or nothing of it. */
  readonly open: Readonly<Record<NodeName, (readonly string[])[]>> = { site: [], hub: [] };
  readonly receipts = new Map<number, number>();
  readonly contents = new Map<string, number>();
  readonly healthIds: string[] = [];
  code: string | undefined;
  /** How much was acknowledged. */
  acknowledged = 0;

  note(mark: Mark): void {
    switch (mark.kind) {
      case 'doing':
        this.open[mark.node].push(mark.adds);
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

  #finish(node: NodeName): void {
    const versions = this.versions[node];
    for (const resource of this.open[node].pop() ?? []) versions.set(resource, (versions.get(resource) ?? 0) + 1);
    this.acknowledged += 1;
  }
}
