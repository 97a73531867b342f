/** A name that Linux takes for a network interface (15 bytes at most), in characters that no configuration file escapes. */
export function isInterfaceName(text: unknown): text is string {
  return typeof text === 'string' && /^[A-Za-z0-9][A-Za-z0-9_.-]{0,14}$/.test(text);
}
