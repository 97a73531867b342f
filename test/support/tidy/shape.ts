import ts from 'typescript';
import { type SourceFile, visit } from './project.js';

/** Sizes of the house. */
export const sizes = { fileLinesMax: 300, fileLinesMedianMax: 110, functionLinesMax: 60 } as const;

const dumpNames = /^(utils?|helpers?|common|types?|misc|shared|lib|stuff|index)$|-(utils?|helpers?|types)$/;

export function linesOf(text: string): number {
  return text.replace(/\n$/, '').split('\n').length;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** Files longer than allowed. */
export function longFiles(files: readonly SourceFile[]): readonly string[] {
  return files
    .filter(({ text }) => linesOf(text) > sizes.fileLinesMax)
    .map(({ path, text }) => `${path} has ${linesOf(text)} lines`);
}

/** Functions longer than allowed, arrows and methods too. In tests a suite counts without the tests that it holds. */
export function longFunctions(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap(({ path, tree }) => {
    const found: string[] = [];
    visit(tree, (node) => {
      if (!isFunction(node)) return;
      const lines = path.startsWith('test/') ? lengthOf(node) - lengthWithin(node) : lengthOf(node);
      const start = tree.getLineAndCharacterOfPosition(node.getStart()).line + 1;
      if (lines > sizes.functionLinesMax) found.push(`${path}:${start} is a function of ${lines} lines`);
    });
    return found;
  });
}

function isFunction(node: ts.Node): boolean {
  return ts.isFunctionLike(node) && 'body' in node && node.body !== undefined;
}

function lengthOf(node: ts.Node): number {
  return linesOf(node.getText());
}

/** The lines of the functions directly inside a function, but for the line that each begins on. */
function lengthWithin(outer: ts.Node): number {
  let lines = 0;
  const look = (node: ts.Node): void => {
    if (isFunction(node)) lines += lengthOf(node) - 1;
    else ts.forEachChild(node, look);
  };
  ts.forEachChild(outer, look);
  return lines;
}

/** Files that only pass on what other files export, and `export *`. */
export function barrels(files: readonly SourceFile[]): readonly string[] {
  return files
    .filter(({ tree }) => {
      const passesOn = (node: ts.Statement) => ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined;
      const star = (node: ts.Statement) => ts.isExportDeclaration(node) && node.exportClause === undefined;
      return tree.statements.some(star) || (tree.statements.length > 0 && tree.statements.every(passesOn));
    })
    .map(({ path }) => path);
}

/** Files and folders whose name says nothing. */
export function dumps(paths: readonly string[]): readonly string[] {
  return paths.filter((path) => path.split('/').some((part) => dumpNames.test(part.replace(/(\.test)?\.tsx?$/, ''))));
}

/** Calls of the wall clock and of chance where time and randomness must be parameters. */
export function hiddenInputs(files: readonly SourceFile[]): readonly string[] {
  const hidden = /\b(Date\.now|Math\.random|performance\.now|setTimeout|setInterval|setImmediate)\(|new Date\(\)/;
  return files.filter(({ path }) => /^(protocol|record)\//.test(path)).flatMap((file) => matchingLines(file, hidden));
}

/** `path:line` of each line of code, comments left out, that matches. */
export function matchingLines({ path, text, tree }: SourceFile, pattern: RegExp): readonly string[] {
  const code = withoutComments(text, tree);
  return code.split('\n').flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1} ${line.trim()}`] : []));
}

function withoutComments(text: string, tree: ts.SourceFile): string {
  const ranges = new Map<number, number>();
  visit(tree, (node) => {
    for (const range of ts.getLeadingCommentRanges(text, node.getFullStart()) ?? []) ranges.set(range.pos, range.end);
    for (const range of ts.getTrailingCommentRanges(text, node.end) ?? []) ranges.set(range.pos, range.end);
  });
  let code = text;
  for (const [start, end] of ranges) {
    code = code.slice(0, start) + code.slice(start, end).replace(/[^\n]/g, ' ') + code.slice(end);
  }
  return code;
}
