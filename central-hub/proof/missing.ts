/** Those of `all` that are not among `some`; ids of 16 bytes. */
export function missingOf(all: readonly Uint8Array[], some: readonly Uint8Array[]): readonly Uint8Array[] {
  const known = new Set(some.map(nameOf));
  return all.filter((id) => !known.has(nameOf(id)));
}

function nameOf(id: Uint8Array): string {
  return Buffer.from(id.buffer, id.byteOffset, id.byteLength).toString('latin1');
}
