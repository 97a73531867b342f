import type { ProblemCode } from '../../../protocol/problem.js';
import { isProblemCode } from '../../../protocol/problems.js';
import { readTextIfThere, writeFileAtomically } from '../../folder/atomic-file.js';

/** What is known of the backups at one place; times in milliseconds since 1970. */
export interface PlaceState {
  /** `box`, `hub`, or the path of a folder. */
  readonly place: string;
  /** When the newest complete backup there was begun; `null` when there is none. */
  readonly madeAt: number | null;
  /** Its file's name. */
  readonly file: string | null;
  readonly bytes: number;
  /** SHA-256 of the copy, hex, and how many versions it holds; of the hub's only. */
  readonly sha256?: string;
  readonly versions?: number;
  /** The last attempt since then came to nothing; absent while all is well. */
  readonly failed?: { readonly at: number; readonly code: ProblemCode };
  /** It lies on the same disk as the records: good against mistakes, and lost with the disk. */
  readonly sameDisk?: boolean;
}

/** What a drill came to: a backup was restored aside, opened, read through and compared. No patient data. */
export interface DrillEvidence {
  readonly place: string;
  readonly file: string | null;
  /** When the backup was made; `null` where there was none. */
  readonly madeAt: number | null;
  readonly bytes: number;
  /** How many versions it holds. */
  readonly versions: number;
  /** How many contents of attachments, each proved; absent where nobody looked at them, as at the hub. */
  readonly contents?: number;
  readonly at: number;
  readonly milliseconds: number;
  /** `ok`, or why it failed. */
  readonly result: 'ok' | ProblemCode;
}

/** What a site knows of its backups, outside of the database that they may replace. */
export interface BackupState {
  readonly places: readonly PlaceState[];
  /** The newest first. */
  readonly drills: readonly DrillEvidence[];
}

/** Half a year of weekly drills over three places. */
const drillsKeptMax = 80;

/** {@link BackupState} in a file; a damaged one is none, for the backups themselves still stand. */
export class BackupStateFile {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  read(): BackupState {
    try {
      const { places, drills } = JSON.parse(readTextIfThere(this.#path) ?? '') as BackupState;
      if (!Array.isArray(places) || !Array.isArray(drills)) throw new Error('fields');
      return { places: places.filter(isPlace), drills: drills.filter(isDrill) };
    } catch {
      return { places: [], drills: [] };
    }
  }

  of(place: string): PlaceState {
    return this.read().places.find((each) => each.place === place) ?? { place, madeAt: null, file: null, bytes: 0 };
  }

  /** Takes the place of what was known of it. */
  notePlace(state: PlaceState): void {
    const { places, drills } = this.read();
    const others = places.filter(({ place }) => place !== state.place);
    this.#write({ places: [...others, state].sort((left, right) => rankOf(left) - rankOf(right)), drills });
  }

  noteFailed(place: string, at: number, code: ProblemCode): void {
    this.notePlace({ ...this.of(place), failed: { at, code } });
  }

  noteDrill(evidence: DrillEvidence): void {
    const { places, drills } = this.read();
    this.#write({ places, drills: [evidence, ...drills].slice(0, drillsKeptMax) });
  }

  /** Forgets places that are none any more. */
  keepOnly(wanted: readonly string[]): void {
    const { places, drills } = this.read();
    const kept = places.filter(({ place }) => wanted.includes(place));
    if (kept.length < places.length) this.#write({ places: kept, drills });
  }

  #write(state: BackupState): void {
    writeFileAtomically(this.#path, `${JSON.stringify(state, null, 2)}\n`);
  }
}

/** The box first, the hub last. */
function rankOf({ place }: PlaceState): number {
  if (place === 'box') return 0;
  return place === 'hub' ? 2 : 1;
}

function isPlace(value: PlaceState): boolean {
  return typeof value?.place === 'string' && (value.madeAt === null || Number.isSafeInteger(value.madeAt));
}

function isDrill(value: DrillEvidence): boolean {
  const isKnown = value?.result === 'ok' || isProblemCode(String(value?.result));
  return typeof value?.place === 'string' && Number.isSafeInteger(value.at) && isKnown;
}
