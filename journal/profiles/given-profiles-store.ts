/** What the profiles of a node are made of, kept with its records so that every backup holds it (rule B18). */
export interface GivenProfilesStore {
  /** As it was kept last; `undefined` when nothing ever was. */
  read(): Promise<string | undefined>;
  keep(text: string): Promise<void>;
}
