/** UTC to the minute; `-` when it never happened. */
export function formatTime(milliseconds: number | undefined): string {
  return milliseconds === undefined ? '-' : `${new Date(milliseconds).toISOString().slice(0, 16).replace('T', ' ')}Z`;
}
