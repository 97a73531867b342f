import type { SeededRandom } from '../../support/seeded-random.js';

/** What of the writes that no fsync covers is on the disk after a power cut. */
export type Landing = 'nothing' | 'everything' | 'first' | 'some' | 'sectors' | 'pages';

type Piece =
  | { readonly kind: 'write'; readonly offset: number; readonly bytes: Buffer }
  | { readonly kind: 'size'; readonly length: number };

/** `doubtful`: its fsync failed. The system takes it for written; it may never be, whatever is synced later. */
interface Step {
  readonly piece: Piece;
  state: 'pending' | 'doubtful' | 'settled';
}

const sectorBytes = 512;
const pageBytes = 4096;

/** One file's content as a disk knows it: what is certain, and what was written since. */
export class FileContent {
  #bytes = Buffer.alloc(0);
  #length = 0;
  #steps: Step[] = [];
  /** Grows whenever what is certain changes. */
  revision = 0;

  get isSettled(): boolean {
    return this.#steps.length === 0;
  }

  write(offset: number, bytes: Buffer): void {
    this.#steps.push({ piece: { kind: 'write', offset, bytes }, state: 'pending' });
  }

  resize(length: number): void {
    this.#steps.push({ piece: { kind: 'size', length }, state: 'pending' });
  }

  sync(): void {
    for (const step of this.#steps) if (step.state === 'pending') step.state = 'settled';
    // What came after something doubtful lies over it, and waits behind it here.
    while (this.#steps[0]?.state === 'settled') {
      const [first] = this.#steps.splice(0, 1);
      if (first !== undefined) this.#settle(first.piece);
    }
    this.revision += 1;
  }

  syncFailed(): void {
    for (const step of this.#steps) if (step.state === 'pending') step.state = 'doubtful';
  }

  /** The content after a power cut now. */
  image(landing: Landing, random: SeededRandom): Buffer {
    const content = new FileContent();
    // With room for all that may land: growing step by step costs more than the copy.
    content.#bytes = Buffer.alloc(Math.max(this.#length, ...this.#steps.map(({ piece }) => endOf(piece))));
    this.#bytes.copy(content.#bytes, 0, 0, this.#length);
    content.#length = this.#length;
    const unsettled = this.#steps.filter(({ state }) => state !== 'settled').length;
    let firstLeft = random.below(unsettled + 1);
    for (const { piece, state } of this.#steps) {
      if (state === 'settled' || landing === 'everything') content.#settle(piece);
      else if (landing === 'first') {
        if (firstLeft > 0) content.#settle(piece);
        // The write under way at the cut is torn.
        else if (firstLeft === 0) content.#settleParts(piece, sectorBytes, random);
        firstLeft -= 1;
      } else if (landing === 'some') {
        if (random.chance(0.5)) content.#settle(piece);
      } else if (landing === 'sectors') content.#settleParts(piece, sectorBytes, random);
      else if (landing === 'pages') content.#settleParts(piece, pageBytes, random);
    }
    return content.#bytes.subarray(0, content.#length);
  }

  #settle(piece: Piece): void {
    if (piece.kind === 'size') {
      this.#reserve(piece.length);
      if (piece.length < this.#length) this.#bytes.fill(0, piece.length, this.#length);
      this.#length = piece.length;
      return;
    }
    this.#reserve(piece.offset + piece.bytes.length);
    piece.bytes.copy(this.#bytes, piece.offset);
    this.#length = Math.max(this.#length, piece.offset + piece.bytes.length);
  }

  /** Each sector of a write for itself; now and then the file has grown and what it grew by is empty. */
  #settleParts(piece: Piece, unitBytes: number, random: SeededRandom): void {
    if (piece.kind === 'size') {
      if (random.chance(0.5)) this.#settle(piece);
      return;
    }
    const { offset, bytes } = piece;
    const end = offset + bytes.length;
    if (end > this.#length && random.chance(0.3)) this.#settle({ kind: 'size', length: end });
    for (let at = offset; at < end; ) {
      const next = Math.min(end, (Math.floor(at / unitBytes) + 1) * unitBytes);
      const part = { kind: 'write', offset: at, bytes: bytes.subarray(at - offset, next - offset) } as const;
      if (random.chance(0.5)) this.#settle(part);
      at = next;
    }
  }

  #reserve(length: number): void {
    if (length <= this.#bytes.length) return;
    const larger = Buffer.alloc(Math.max(length, this.#bytes.length * 2));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}

function endOf(piece: Piece): number {
  return piece.kind === 'size' ? piece.length : piece.offset + piece.bytes.length;
}
