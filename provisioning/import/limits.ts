/** One resource of a file that is imported; above `limits.bodyBytesMax`, since files are often indented. */
export const importTextCharactersMax = 8 * 1024 * 1024;
/** Text of one chunk, so that its changes fit one group of the wire. */
export const chunkCharactersMax = 4 * 1024 * 1024;
