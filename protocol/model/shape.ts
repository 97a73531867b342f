/** The names of an object's members, in their order. */
export interface Shape {
  /** With their quotation marks, as written. */
  readonly keys: readonly string[];
  /** A hash of each. */
  readonly hashes: readonly number[];
}
