import { readTextIfThere, writeFileAtomically } from '../../../provisioning/folder/atomic-file.js';
import type { KnownUsual } from '../decision/link-health.js';
import type { SharedFates } from '../decision/shared-fate.js';

/** What the decision about links has learnt of them; names that are no links of ours any more do no harm. */
export interface LearntLinks {
  readonly fates: SharedFates;
  /** Of each link. */
  readonly usual: ReadonlyMap<string, KnownUsual>;
}

export const nothingLearnt: LearntLinks = { fates: new Map(), usual: new Map() };

/** Where it is kept between two runs of the program. */
export interface LearntStore {
  /** `damaged` where something stands there that is none of ours. */
  read(): LearntLinks | 'damaged';
  /** @throws Problem `disk-full`, `permission-denied`, `disk-failed` */
  write(learnt: LearntLinks): void;
}

/** `links.json` of the folder, mode 0600, written whole or not at all (rule L56). */
export class LearntFile implements LearntStore {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  read(): LearntLinks | 'damaged' {
    const text = readTextIfThere(this.#path);
    if (text === undefined) return nothingLearnt;
    try {
      return parse(JSON.parse(text));
    } catch {
      return 'damaged';
    }
  }

  write({ fates, usual }: LearntLinks): void {
    const figure = (name: keyof KnownUsual) =>
      Object.fromEntries(
        [...usual].flatMap(([link, { [name]: value }]) => (value === undefined ? [] : [[link, value] as const])),
      );
    const figures = { usualMilliseconds: figure('milliseconds'), usualLossShare: figure('lossShare') };
    const content: Content = { fates: Object.fromEntries(fates), ...figures };
    writeFileAtomically(this.#path, `${JSON.stringify(content, null, 2)}\n`);
  }
}

type Content = {
  readonly fates: Readonly<Record<string, { readonly together: number; readonly alone: number }>>;
  readonly usualMilliseconds: Readonly<Record<string, number>>;
  /** A file of an earlier version has none. */
  readonly usualLossShare?: Readonly<Record<string, number>>;
};

function parse({ fates, usualMilliseconds, usualLossShare = {} }: Content): LearntLinks {
  const pairs = Object.entries(fates).map(
    ([key, { together, alone }]) => [key, { together: count(together), alone: count(alone) }] as const,
  );
  const links = new Set([...Object.keys(usualMilliseconds), ...Object.keys(usualLossShare)]);
  const figure = (figures: Readonly<Record<string, number>>, link: string) =>
    link in figures ? count(figures[link]) : undefined;
  const usual = [...links].map((link) => {
    const [milliseconds, lossShare] = [figure(usualMilliseconds, link), figure(usualLossShare, link)];
    return [link, { milliseconds, lossShare }] as const;
  });
  return { fates: new Map(pairs), usual: new Map(usual) };
}

function count(value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value;
  throw new Error('not a count');
}
