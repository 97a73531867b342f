import { readFile } from 'node:fs/promises';
import { isInterfaceName } from '../../../protocol/tunnel/interface-name.js';

/** The MTU of an interface in bytes, as Linux says it; `undefined` where there is none, or no Linux. */
export async function readInterfaceMtu(
  name: string | undefined,
  folder = '/sys/class/net',
): Promise<number | undefined> {
  if (name === undefined || !isInterfaceName(name)) return undefined;
  const text = await readFile(`${folder}/${name}/mtu`, 'utf8').catch(() => '');
  const bytes = Number(text.trim());
  return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : undefined;
}
