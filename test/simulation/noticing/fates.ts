/** What is done to a box so that it, or a second one, is not what the others know. */
export const disasterKinds = ['site-restored', 'site-restored-whole', 'site-cloned', 'hub-restored'] as const;

export type DisasterKind = (typeof disasterKinds)[number];

/** What became of disasters of one kind. */
export interface Fates {
  happened: number;
  /** By a new epoch, a refusal or a new hub epoch, before a session opened. */
  noticed: number;
  /** The other end had heard of nothing that was lost: nobody can notice, and nothing is at stake. */
  nothingToNotice: number;
  /** A session opened as if nothing had happened. */
  missed: number;
}

/** How all disasters of a run ended, and what became of what was written at boxes that may not speak. */
export interface Noticed {
  readonly disasters: Readonly<Record<DisasterKind, Fates>>;
  /** Changes written at a refused copy, or at a box that was put back before it took a new epoch. */
  readonly outsideWrites: number;
  /** Of these, what the hub took in from there all the same. */
  readonly outsideWritesAccepted: number;
}

export function noneNoticed(): Mutable {
  const none = (): Fates => ({ happened: 0, noticed: 0, nothingToNotice: 0, missed: 0 });
  const disasters = Object.fromEntries(disasterKinds.map((kind) => [kind, none()])) as Record<DisasterKind, Fates>;
  return { disasters, outsideWrites: 0, outsideWritesAccepted: 0 };
}

type Mutable = { -readonly [Key in keyof Noticed]: Noticed[Key] };

/** Adds up; a report from before this was asked has none. */
export function addNoticed(into: Mutable, added: Noticed | undefined): void {
  if (added === undefined) return;
  for (const kind of disasterKinds) {
    const [sum, more] = [into.disasters[kind], added.disasters[kind]];
    for (const fate of Object.keys(sum) as (keyof Fates)[]) sum[fate] += more[fate];
  }
  into.outsideWrites += added.outsideWrites;
  into.outsideWritesAccepted += added.outsideWritesAccepted;
}
