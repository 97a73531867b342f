import { readTextIfThere, writeFileAtomically } from '../../../provisioning/folder/atomic-file.js';
import type { SharedFates } from '../decision/shared-fate.js';

/** What the decision about links has learnt of them; names that are no links of ours any more do no harm. */
export interface LearntLinks {
  readonly fates: SharedFates;
  /** The round trip that is usual for a link, milliseconds. */
  readonly usualMilliseconds: ReadonlyMap<string, number>;
}

export const nothingLearnt: LearntLinks = { fates: new Map(), usualMilliseconds: new Map() };

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

  write({ fates, usualMilliseconds }: LearntLinks): void {
    const content = { fates: Object.fromEntries(fates), usualMilliseconds: Object.fromEntries(usualMilliseconds) };
    writeFileAtomically(this.#path, `${JSON.stringify(content, null, 2)}\n`);
  }
}

type Content = {
  readonly fates: Readonly<Record<string, { readonly together: number; readonly alone: number }>>;
  readonly usualMilliseconds: Readonly<Record<string, number>>;
};

function parse({ fates, usualMilliseconds }: Content): LearntLinks {
  const pairs = Object.entries(fates).map(
    ([key, { together, alone }]) => [key, { together: count(together), alone: count(alone) }] as const,
  );
  const usual = Object.entries(usualMilliseconds).map(([link, milliseconds]) => [link, count(milliseconds)] as const);
  return { fates: new Map(pairs), usualMilliseconds: new Map(usual) };
}

function count(value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value;
  throw new Error('not a count');
}
