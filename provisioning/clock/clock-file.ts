import { readTextIfThere, writeFileAtomically } from '../folder/atomic-file.js';

/** Where a node keeps the time that it has surely reached, over a restart. */
export interface FloorStore {
  /** Milliseconds since 1970; `undefined` where nothing usable is kept. */
  read(): number | undefined;
  keep(floorMilliseconds: number): void;
}

/** The floor in a file of the node's folder: {floorMilliseconds}. */
export class ClockFile implements FloorStore {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** A file that was damaged says nothing: the release is a floor too, and the hub heals the rest. */
  read(): number | undefined {
    try {
      const { floorMilliseconds } = JSON.parse(readTextIfThere(this.#path) ?? '{}') as Record<string, unknown>;
      return typeof floorMilliseconds === 'number' && Number.isFinite(floorMilliseconds)
        ? floorMilliseconds
        : undefined;
    } catch {
      return undefined;
    }
  }

  keep(floorMilliseconds: number): void {
    writeFileAtomically(this.#path, `${JSON.stringify({ floorMilliseconds: Math.floor(floorMilliseconds) })}\n`);
  }
}
