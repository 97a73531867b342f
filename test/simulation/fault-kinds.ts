/** Every kind of fault; none may be missing from a whole run of the simulator. */
export const faultKinds = [
  'message-lost',
  'message-doubled',
  'message-delayed',
  'message-reordered',
  'message-altered',
  'message-late',
  'crash-idle',
  'crash-in-transaction',
  'crash-before-commit',
  'crash-inside-commit',
  'crash-after-commit',
  'crash-before-ack',
  'crash-before-receipt',
  'crash-before-witness',
  'crash-after-witness',
  'link-cut',
  'link-silent',
  'link-flip-in-batch',
  'clock-1970',
  'clock-2106',
  'clock-minutes',
  'poison',
  'erased',
  'site-restored',
  'site-restored-whole',
  'site-cloned',
  'copy-readmitted',
  'hub-restored',
] as const;

export type FaultKind = (typeof faultKinds)[number];

/** How often each kind happened. */
export class FaultCounts<Kind extends string = FaultKind> {
  readonly #counts: Map<Kind, number>;

  constructor(kinds: readonly Kind[]) {
    this.#counts = new Map(kinds.map((kind) => [kind, 0]));
  }

  add(kind: Kind, times = 1): void {
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + times);
  }

  all(): Readonly<Record<Kind, number>> {
    return Object.fromEntries(this.#counts) as Record<Kind, number>;
  }
}

/** Where a program can be made to die. */
export const crashPoints = [
  'in-transaction',
  'before-commit',
  'inside-commit',
  'after-commit',
  'before-ack',
  'before-receipt',
  'before-witness',
  'after-witness',
] as const;

export type CrashPoint = (typeof crashPoints)[number];

/** Such as only a run shows in which boxes are put back or copied. */
export const disasterPlants = ['lease-to-everybody', 'welcome-unjudged', 'restored-hub-unnoticed'] as const;

/** Mistakes that are planted through the simulator's own driver and store; each must be found. */
export const plants = [
  'ack-before-commit',
  'dropped-fsync',
  'cursor-outside-transaction',
  'no-dedupe',
  'clock-trusted',
  ...disasterPlants,
] as const;

export type Plant = (typeof plants)[number];
