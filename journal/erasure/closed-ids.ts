import type { ResourceId } from '../../protocol/ids.js';
import type { Names } from '../names.js';
import { erasureSql } from '../sql/erasures.js';
import type { Connection } from '../sqlite/connection.js';

/**
 * Which resources take no body any more, because they or the patient that they are filed with were erased (rule W12). Nearly
 * always there are none, which is remembered.
 */
export class ClosedIds {
  readonly #connection: Connection;
  readonly #names: Names;
  #isAny: boolean | undefined;

  constructor(connection: Connection, names: Names) {
    this.#connection = connection;
    this.#names = names;
    connection.onRollback(() => this.forget());
  }

  /** An erasure was carried out, or taken back. */
  forget(): void {
    this.#isAny = undefined;
  }

  /** @param patient whom it is filed with, as far as that is known */
  has(type: string, id: ResourceId, patient?: ResourceId | null): boolean {
    this.#isAny ??= this.#connection.one(erasureSql.any) !== undefined;
    return this.#isAny && (this.#hasResource(type, id) || (patient != null && this.#hasPatient(patient)));
  }

  #hasResource(type: string, id: ResourceId): boolean {
    const key = this.#names.findType(type);
    return key !== undefined && this.#connection.one(erasureSql.ofResource, key, id) !== undefined;
  }

  #hasPatient(id: ResourceId): boolean {
    const key = this.#names.findPatient(id);
    return key !== undefined && this.#connection.one(erasureSql.ofPatient, key) !== undefined;
  }
}
