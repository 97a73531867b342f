import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** The root of the repository. */
export const rootFolder = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

const foldersLeftOut = new Set(['node_modules', 'dist', 'var', '.git', '.tap', '.checked', 'peers']);

/** One source file, parsed; `path` is relative to the root with forward slashes. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly tree: ts.SourceFile;
}

/** What one import or export-from says. */
export interface Import {
  readonly from: string;
  /** The file that a relative import names, relative to the root; the package or `node:` name otherwise. */
  readonly to: string;
  readonly relative: boolean;
  readonly typeOnly: boolean;
}

/** All files of the repository with one of the extensions, relative to the root. */
export function listFiles(extensions: readonly string[], folder = rootFolder): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return foldersLeftOut.has(entry.name) ? [] : listFiles(extensions, path);
    const wanted = extensions.some((extension) => entry.name.endsWith(extension));
    return wanted ? [relative(rootFolder, path).split(sep).join('/')] : [];
  });
}

export function readText(path: string): string {
  return readFileSync(join(rootFolder, path), 'utf8');
}

/** Every TypeScript file of the repository. */
export function readSources(): readonly SourceFile[] {
  return listFiles(['.ts', '.tsx'])
    .filter((path) => !path.endsWith('.d.ts'))
    .map((path) => {
      const text = readText(path);
      return { path, text, tree: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true) };
    });
}

/** Static and dynamic imports, `export … from` and `import('…')` types of a file. */
export function importsOf(file: SourceFile): readonly Import[] {
  const found: Import[] = [];
  visit(file.tree, (node) => {
    if (ts.isImportDeclaration(node)) {
      found.push(importOf(file, node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword));
    } else if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined) {
      found.push(importOf(file, node.moduleSpecifier, node.isTypeOnly));
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [specifier] = node.arguments;
      if (specifier !== undefined && ts.isStringLiteralLike(specifier)) found.push(importOf(file, specifier, false));
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      found.push(importOf(file, node.argument.literal, true));
    }
  });
  return found;
}

/** Calls `look` for each node of the tree. */
export function visit(node: ts.Node, look: (node: ts.Node) => void): void {
  look(node);
  ts.forEachChild(node, (child) => visit(child, look));
}

function importOf(file: SourceFile, specifier: ts.Node, typeOnly: boolean): Import {
  const text = ts.isStringLiteralLike(specifier) ? specifier.text : specifier.getText();
  if (!text.startsWith('.')) return { from: file.path, to: text, relative: false, typeOnly };
  const joined = posix.join(posix.dirname(file.path), text);
  const to = joined.replace(/\.jsx$/, '.tsx').replace(/\.js$/, '.ts');
  return { from: file.path, to, relative: true, typeOnly };
}
