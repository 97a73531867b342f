/** The length of every chunk of a content but its last one: one fits beside urgent changes on a slow link (rule A2). */
export const chunkBytes = 16 * 1024;

/** How many chunks a content of `bytes` has; an empty one has none. */
export function chunkCount(bytes: number): number {
  return Math.ceil(bytes / chunkBytes);
}

/** The length of one of them. */
export function chunkLength(bytes: number, index: number): number {
  return Math.max(0, Math.min(chunkBytes, bytes - index * chunkBytes));
}
