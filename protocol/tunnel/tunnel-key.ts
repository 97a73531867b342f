/** A WireGuard key as its tools write it: 32 bytes in base 64, whose last character carries two bits of padding. */
export function isTunnelKey(text: unknown): text is string {
  return typeof text === 'string' && /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/.test(text);
}
