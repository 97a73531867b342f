import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { uncovered } from '../../support/uncovered.js';
import { JsonLines } from '../network/json-lines.js';
import type { RelayCommand, RelayOrder } from './program.js';
import type { LinkCount } from './udp-relay.js';

const program = fileURLToPath(new URL('program.ts', import.meta.url));

/** The relays of all links, as a program of their own that is spoken to. */
export class RelayProgram {
  readonly #lines: JsonLines;

  private constructor(lines: JsonLines) {
    this.#lines = lines;
  }

  static async start(
    spawn: (program: string, args: readonly string[], environment: NodeJS.ProcessEnv) => ChildProcess,
    order: RelayOrder,
  ): Promise<RelayProgram> {
    const lines = new JsonLines(
      spawn(process.execPath, ['--import', 'tsx', program, JSON.stringify(order)], { ...uncovered }),
    );
    await lines.next();
    return new RelayProgram(lines);
  }

  async tell(order: RelayCommand): Promise<ReadonlyMap<string, LinkCount>> {
    return new Map(Object.entries((await this.#lines.ask(order)) as Record<string, LinkCount>));
  }

  end(): void {
    this.#lines.end();
  }
}
