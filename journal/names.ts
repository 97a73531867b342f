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
    const { findParameter, addParameter } = namesSql;
    return this.#intern(this.#parametersOf(type), name, findParameter, addParameter, [type, name]);
  }

  #parametersOf(type: number): Map<string, number> {
    const known = this.#parameters.get(type) ?? new Map<string, number>();
    this.#parameters.set(type, known);
    return known;
  }

  /** The keys of names that may be unknown; reading adds nothing. */
  findType(name: string): number | undefined {
    return this.#find(this.#types, name, namesSql.findType, [name]);
  }

  findPatient(id: ResourceId): number | undefined {
    return this.#find(this.#patients, id, namesSql.findPatient, [id]);
  }

  findParameter(type: number, name: string): number | undefined {
    return this.#find(this.#parametersOf(type), name, namesSql.findParameter, [type, name]);
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
    const known = this.#find(cache, name, find, values);
    return known ?? remember(cache, name, this.#connection.run(add, ...values).key);
  }

  #find(
    cache: Map<string, number>,
    name: string,
    find: NamedSql<{ id: number }>,
    values: SqlValue[],
  ): number | undefined {
    const known = cache.get(name);
    if (known !== undefined) return known;
    const key = this.#connection.one(find, ...values)?.id;
    return key === undefined ? undefined : remember(cache, name, key);
  }
}

function remember(cache: Map<string, number>, name: string, key: number): number {
  if (cache.size >= cachedNamesMax) cache.clear();
  cache.set(name, key);
  return key;
}
