import t from 'tap';
import ts from 'typescript';
import { readSources, type SourceFile } from '../support/tidy/project.js';

const sources = new Map(readSources().map((file) => [file.path, file]));

/** What a file imports when it is loaded: neither types nor what it asks for later. */
function loadedBy({ path, tree }: SourceFile): readonly string[] {
  return tree.statements.flatMap((statement) => {
    const isImport = ts.isImportDeclaration(statement) && statement.importClause?.phaseModifier === undefined;
    const isExport = ts.isExportDeclaration(statement) && !statement.isTypeOnly;
    if (!(isImport || isExport) || statement.moduleSpecifier === undefined) return [];
    const { text } = statement.moduleSpecifier as ts.StringLiteral;
    if (!text.startsWith('.')) return [text];
    return [new URL(text.replace(/\.js$/, '.ts'), `file:///${path}`).pathname.slice(1)];
  });
}

/** The packages that a program has loaded once it runs. */
function packagesOf(entry: string): readonly string[] {
  const [seen, packages, waiting] = [new Set<string>(), new Set<string>(), [entry]];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    const file = sources.get(path);
    if (file !== undefined) waiting.push(...loadedBy(file));
    else if (!path.startsWith('node:')) packages.add(path);
  }
  return [...packages].sort();
}

t.test(
  'a site loads what every site needs: no gRPC without a Starlink, and nothing that writes certificates',
  async (t) => {
    t.same(packagesOf('edge-agent/main.ts'), [
      ...['@fastify/cookie', '@fastify/static', '@medplum/core', 'better-sqlite3', 'fastify', 'mqtt', 'pino'],
    ]);
    t.ok(packagesOf('provisioning/cli.ts').includes('node-forge'), 'which is found where it is');
  },
);
