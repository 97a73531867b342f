import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { Problem } from '../../protocol/problem.js';

/**
 * The first line that comes in, without its end; what follows is left out.
 * @throws Problem `usage-wrong` when the stream ends before there is any
 */
export async function readFirstLine(stream: Readable): Promise<string> {
  const lines = createInterface({ input: stream });
  try {
    for await (const line of lines) return line;
  } finally {
    lines.close();
    // A pipe that stays open must not keep the program alive when it stops.
    stream.destroy();
  }
  throw new Problem('usage-wrong', 'nothing came on standard input');
}
