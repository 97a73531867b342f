/** The hub's store of what contradicts each other. */
export interface MergeStore {
  /**
   * Writes, for each of at most `resourcesMax` resources with several heads, one version that names all of them, and in
   * the same group the question to a person where there is one (rule M12). Once: what is written has one head.
   */
  mergeHeads(resourcesMax: number): Promise<MergedHeads>;
}

export interface MergedHeads {
  /** Resources that were merged. */
  readonly merged: number;
  /** Resources whose ancestors have not all come yet: they are tried again later. */
  readonly waiting: number;
  /** Whether more may be ready now. */
  readonly more: boolean;
}
