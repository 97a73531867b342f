import ts from 'typescript';
import type { SourceFile } from './project.js';

/** Source files that are only text, to show that the tidy checks find what they look for. */
export function planted(files: Readonly<Record<string, string>>): readonly SourceFile[] {
  return Object.entries(files).map(([path, text]) => ({
    path,
    text,
    tree: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true),
  }));
}
