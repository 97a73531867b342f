import type { ResourceId } from '../protocol/ids.js';
import { namesSql } from './sql/names.js';
import type { Connection, SqlValue } from './sqlite/connection.js';
import type { NamedSql } from './sqlite/named-sql.js';

/** Entries kept in memory of each kind of name that has no natural bound. */
const cachedNamesMax = 20_000;

/** Turns names into their integer keys and remembers them; what a rollback took away is forgotten with it. */
export class Names {
  readonly #connection: Connection;
  readonly #types = new Map<string, number>();
  readonly #authors = new Map<string, number>();
  readonly #patients = new Map<string, number>();
  readonly #parameters = new Map<number, Map<string, number>>();

  constructor(connection: Connection) {
    this.#connection = connection;
    connection.onRollback(() => {
      for (const cache of [this.#types, this.#authors, this.#patients, this.#parameters]) cache.clear();
    });
  }

  /** The key of a resource type; within a transaction, because an unknown name is added. */
  type(name: string): number {
    return this.#intern(this.#types, name, namesSql.findType, namesSql.addType, [name]);
  }

  author(name: string): number {
    return this.#intern(this.#authors, name, namesSql.findAuthor, namesSql.addAuthor, [name]);
  }

  patient(id: ResourceId): number {
    return this.#intern(this.#patients, id, namesSql.findPatient, namesSql.addPatient, [id]);
  }

  /** The key of a search parameter of a type. */
  parameter(type: number, name: string): number {
    let ofType = this.#parameters.get(type);
    if (ofType === undefined) {
      ofType = new Map();
      this.#parameters.set(type, ofType);
    }
    return ofType.get(name) ?? this.#intern(ofType, name, namesSql.findParameter, namesSql.addParameter, [type, name]);
  }

  /** The keys of names that may be unknown; reading adds nothing. */
  findType(name: string): number | undefined {
    return this.#types.get(name) ?? this.#connection.one(namesSql.findType, name)?.id;
  }

  findPatient(id: ResourceId): number | undefined {
    return this.#patients.get(id) ?? this.#connection.one(namesSql.findPatient, id)?.id;
  }

  findParameter(type: number, name: string): number | undefined {
    return this.#parameters.get(type)?.get(name) ?? this.#connection.one(namesSql.findParameter, type, name)?.id;
  }

  /** The patient with this key. */
  patientOf(key: number): ResourceId | undefined {
    return this.#connection.one(namesSql.patientOf, key)?.fhirId as ResourceId | undefined;
  }

  #intern(
    cache: Map<string, number>,
    name: string,
    find: NamedSql<{ id: number }>,
    add: NamedSql<unknown>,
    values: SqlValue[],
  ): number {
    const known = cache.get(name);
    if (known !== undefined) return known;
    const key = this.#connection.one(find, ...values)?.id ?? this.#connection.run(add, ...values).key;
    if (cache.size >= cachedNamesMax) cache.clear();
    cache.set(name, key);
    return key;
  }
}
