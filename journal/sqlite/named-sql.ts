declare const row: unique symbol;

/** A statement with the shape of the rows it gives; statements live in `journal/sql/` and their plans are tested. */
export interface NamedSql<Row> {
  readonly text: string;
  readonly [row]?: Row;
}

/** Names a statement's row type at the place where the statement is written. */
export function sql<Row = never>(text: string): NamedSql<Row> {
  return { text };
}
