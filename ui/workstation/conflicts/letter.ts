/** `A`, `B`, … : what people call the versions by. */
export function letterOf(index: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + index);
}
