/** One resource of a file that is imported; above `limits.bodyBytesMax`, since files are often indented. */
export const importTextCharactersMax = 8 * 1024 * 1024;
/** Text of one chunk, so that its changes fit one group of the wire. */
export const chunkCharactersMax = 4 * 1024 * 1024;
/** What a compressed file may grow to. */
export const inflatedBytesMax = 64 * 1024 ** 3;
/** Entries of one Bundle that have an address of their own: each has to be remembered. */
export const addressesMax = 1_000_000;
/** Patients of one import, who are compared with each other. */
export const patientsMax = 2_000_000;
/** One row of a table, and its columns. */
export const rowCharactersMax = 1024 * 1024;
export const columnsMax = 500;
