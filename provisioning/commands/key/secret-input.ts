import { createInterface } from 'node:readline';
import { StringDecoder } from 'node:string_decoder';
import { Problem } from '../../../protocol/problem.js';
import { readTextIfThere } from '../../folder/atomic-file.js';

/** Where a person types: a terminal, or a pipe. */
export type TypedInput = Pick<NodeJS.ReadStream, 'isTTY' | 'setRawMode' | 'on' | 'off' | 'resume' | 'pause'> &
  NodeJS.ReadableStream;

/**
 * Asks for secrets one after the other: on a terminal without showing them, else one a line of standard input. Never as
 * arguments or in the environment, which other users of the machine can see.
 */
export class SecretInput {
  readonly #input: TypedInput;
  readonly #say: (text: string) => void;
  #lines: AsyncIterator<string> | undefined;

  constructor(input: TypedInput, say: (text: string) => void) {
    this.#input = input;
    this.#say = say;
  }

  get isTerminal(): boolean {
    return this.#input.isTTY === true;
  }

  /** @throws Problem `usage-wrong` when there is nothing */
  async ask(question: string): Promise<string> {
    const secret = this.isTerminal ? await this.#askUnseen(question) : await this.#nextLine();
    if (secret === '') throw new Problem('usage-wrong', question);
    return secret;
  }

  /** Lets the program end: standard input is read no more. */
  close(): void {
    this.#input.pause();
  }

  async #nextLine(): Promise<string> {
    this.#lines ??= createInterface({ input: this.#input })[Symbol.asyncIterator]();
    const next = await this.#lines.next();
    return next.done === true ? '' : next.value;
  }

  #askUnseen(question: string): Promise<string> {
    const input = this.#input;
    this.#say(`${question}: `);
    input.setRawMode(true);
    input.resume();
    return new Promise((resolve, reject) => {
      const decoder = new StringDecoder('utf8');
      let typed = '';
      const finish = (end: () => void) => {
        input.off('data', hear);
        input.setRawMode(false);
        input.pause();
        this.#say('\n');
        end();
      };
      const hear = (data: Buffer) => {
        for (const character of decoder.write(data)) {
          const next = afterKey(typed, character);
          if (next === 'cancel') return finish(() => reject(new Problem('usage-wrong', 'nothing was typed')));
          if (next === 'done') return finish(() => resolve(typed));
          typed = next.typed;
        }
      };
      input.on('data', hear);
    });
  }
}

/** What a key does to a line that is typed unseen. */
export function afterKey(typed: string, character: string): { readonly typed: string } | 'done' | 'cancel' {
  switch (character) {
    case '\r':
    case '\n':
      return 'done';
    case '\u0003':
      return 'cancel';
    case '\u0004':
      return typed === '' ? 'cancel' : 'done';
    case '\u0015':
      return { typed: '' };
    case '\b':
    case '\u007f':
      return { typed: [...typed].slice(0, -1).join('') };
    default:
      return { typed: character < ' ' ? typed : `${typed}${character}` };
  }
}

/** The first line of a file. @throws Problem `not-found`, `usage-wrong` when it is empty */
export function readSecretFile(path: string): string {
  const text = readTextIfThere(path);
  if (text === undefined) throw new Problem('not-found', path);
  const line = text.split(/\r?\n/)[0] ?? '';
  if (line === '') throw new Problem('usage-wrong', `${path} is empty`);
  return line;
}
