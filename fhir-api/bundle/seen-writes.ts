import type { Answer } from '../answer.js';
import type { Call } from '../call.js';
import { interactionOf } from '../interaction.js';

/** What finds resources by what they say, and not by their address. */
const lookedUp: ReadonlySet<string> = new Set(['search', 'operation', 'labels']);

/**
 * The entries of one Bundle as they are answered: a search among them sees what those before it wrote (FHIR R4 §3.1.0.11.2),
 * also where the index follows the commit (rule J5).
 */
export class SeenWrites {
  readonly #dispatch: (call: Call) => Promise<Answer>;
  #isBehind: boolean;

  /** @param isWritten something was written already */
  constructor(dispatch: (call: Call) => Promise<Answer>, isWritten: boolean) {
    this.#dispatch = dispatch;
    this.#isBehind = isWritten;
  }

  /** @throws Problem `index-behind` for a search, and what the entry throws */
  async answer(call: Call): Promise<Answer> {
    const { kind } = interactionOf(call.method, call.path);
    if (lookedUp.has(kind) && this.#isBehind) {
      await call.catchUp();
      this.#isBehind = false;
    }
    if (kind !== 'search' && call.method !== 'GET') this.#isBehind = true;
    return this.#dispatch(call);
  }
}
