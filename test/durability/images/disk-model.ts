import { dirname } from 'node:path';
import type { SeededRandom } from '../../support/seeded-random.js';
import { FileContent, type Landing } from './file-content.js';
import type { Operation } from './trace.js';

/** A change of a folder that no fsync of the folder covers: the name then means this content, or nothing. */
interface Entry {
  readonly name: string;
  readonly content: FileContent | undefined;
}

/**
 * A disk under a recorded run. Only an fsync makes anything certain: of a file its content, of a folder its names. (Journaling
 * file systems promise more, but not all of them the same.)
 */
export class DiskModel {
  readonly #certain = new Map<string, FileContent>();
  /** As the running program sees it. */
  readonly #seen = new Map<string, FileContent>();
  #entries: Entry[][] = [];
  #revision = 0;

  apply(operation: Operation): void {
    switch (operation.kind) {
      case 'write':
        this.#open(operation.file).write(operation.offset, operation.bytes);
        return;
      case 'size':
        this.#open(operation.file).resize(operation.length);
        return;
      case 'sync':
        this.#open(operation.file).sync();
        return;
      case 'sync-failed':
        this.#open(operation.file).syncFailed();
        return;
      case 'create':
        this.#name([{ name: operation.file, content: new FileContent() }]);
        return;
      case 'unlink':
        this.#name([{ name: operation.file, content: undefined }]);
        return;
      case 'rename':
        // One step: either both names changed or none.
        this.#name([
          { name: operation.file, content: undefined },
          { name: operation.to, content: this.#open(operation.file) },
        ]);
        return;
      case 'sync-folder':
        this.#settleFolder(operation.file);
        return;
      case 'mark':
    }
  }

  /** Whether these files are, whatever happens, as they were last seen. */
  isCertain(names: readonly string[]): boolean {
    const isNamed = this.#entries.every((step) => step.every(({ name }) => !names.includes(name)));
    return isNamed && names.every((name) => this.#seen.get(name)?.isSettled ?? true);
  }

  /** Differs whenever what is certain of these files differs. */
  revisionOf(names: readonly string[]): string {
    return [this.#revision, ...names.map((name) => this.#certain.get(name)?.revision ?? '-')].join(' ');
  }

  /** What a power cut now leaves of these files; those that are missing are not there. */
  image(names: readonly string[], landing: Landing, random: SeededRandom): ReadonlyMap<string, Buffer> {
    const contents = new Map(this.#certain);
    // Names change in their order, as file systems journal them, or each for itself.
    const count = landing === 'everything' ? this.#entries.length : random.below(this.#entries.length + 1);
    const inOrder = landing === 'everything' || random.chance(0.5);
    this.#entries.forEach((step, index) => {
      const lands = landing !== 'nothing' && (inOrder ? index < count : random.chance(0.5));
      if (lands) for (const entry of step) put(contents, entry);
    });
    return new Map(
      names.flatMap((name) => {
        const content = contents.get(name);
        return content === undefined ? [] : [[name, content.image(landing, random)] as const];
      }),
    );
  }

  #open(name: string): FileContent {
    const content = this.#seen.get(name);
    if (content === undefined) throw new Error(`${name} was never made`);
    return content;
  }

  #name(step: Entry[]): void {
    for (const entry of step) put(this.#seen, entry);
    this.#entries.push(step);
  }

  #settleFolder(folder: string): void {
    const isIn = (step: Entry[]) => step.some(({ name }) => dirname(name) === (folder === '' ? '.' : folder));
    for (const step of this.#entries.filter(isIn)) for (const entry of step) put(this.#certain, entry);
    this.#entries = this.#entries.filter((step) => !isIn(step));
    this.#revision += 1;
  }
}

function put(names: Map<string, FileContent>, { name, content }: Entry): void {
  if (content === undefined) names.delete(name);
  else names.set(name, content);
}
