/** Which of the editor's documents the server is told of. It decides itself which of them concern it. */
import * as vscode from 'vscode';
import type { TextDocumentFilter } from 'vscode-languageclient';

/** Where files can lie without a workspace folder. Others (`git:`, `output:`, …) show copies of files. */
const USUAL_SCHEMES = ['file', 'untitled', 'vscode-remote', 'vscode-vfs', 'vscode-test-web'];

/** Manifests and pipelines, templates of them whatever language they are shown in, and what pipelines refer to. */
const PATTERNS = [
  '**/*.{yml,yaml,json}',
  '**/*.{yml,yaml}.*',
  '**/*.{tpl,tmpl}',
  '**/*.sh',
  '**/{Dockerfile,Containerfile}*',
  '**/*.{dockerfile,Dockerfile}',
  '**/.dockerignore',
];
const LANGUAGES = ['yaml', 'dockerfile', 'shellscript'];

/** The schemes of the open folders, and the usual ones. */
export function knownSchemes(): Set<string> {
  return new Set([
    ...USUAL_SCHEMES,
    ...(vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.scheme),
  ]);
}

export function documentSelector(): TextDocumentFilter[] {
  return [...knownSchemes()].flatMap((scheme) => [
    ...LANGUAGES.map((language) => ({ scheme, language })),
    ...PATTERNS.map((pattern) => ({ scheme, pattern })),
  ]);
}
