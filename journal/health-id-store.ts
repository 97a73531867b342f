/** Gives the health identifiers of a site (`record/identity/health-id.ts`). */
export interface HealthIdStore {
  /**
   * The next identifier, as it is printed: `7KD-0A3F2-Q`. Kept as given, in one transaction with fsync, before this
   * resolves: a crash skips one and never repeats one. Each box of a site has its own (rule E30). What a patient here
   * bears already is passed over, so that a folder restored from a backup gives none twice once the hub's feed has
   * brought its patients back.
   * @throws Problem `usage-wrong` at the hub, `internal` when the box has given all of its serials
   */
  take(): Promise<string>;
  /** Of the last one: the number that its serial stands for. */
  counter(): Promise<number>;
  /** A counter far ahead, for a copy of this box. */
  counterApart(fraction: number): Promise<number>;
  /** Goes on after `counter` where it is behind: what lies before was given under a later state of the database. */
  raise(counter: number): Promise<void>;
}
