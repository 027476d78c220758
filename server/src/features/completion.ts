/** What may be written at the cursor. */
import { requiredVariablesOf } from '../project/required-variables.ts';
import type { Snapshot } from '../project/snapshot.ts';
import { lineEndOf } from '../text/line-style.ts';
import { isYamlPath } from '../text/path.ts';
import type { SourceText } from '../text/source-text.ts';
import { pairOf } from '../yaml/node.ts';
import type { CompletionChoice } from './completion-choice.ts';
import { interpolationChoices, wholeInputChoices } from './completion-input.ts';
import { keyChoices, scalarChoice, valueChoices } from './completion-keyword.ts';
import { pipelineChoices } from './completion-pipeline.ts';
import { variableChoices, variableStart, type VariablePlace } from './completion-variable.ts';
import { configurationNodes, configurationReader } from './hover-keyword.ts';
import { rulePatterns, ruleText } from './rule-names.ts';
import { roleOf, type FileRole } from './role.ts';
import { manifestSnippets } from './snippets/manifest-snippets.ts';
import { yamlCursor, type YamlCursor } from './yaml-cursor.ts';

export function completionsAt(snapshot: Snapshot, path: string, offset: number): readonly CompletionChoice[] {
  const source = snapshot.text(path);
  const role = source && roleOf(snapshot, path);
  if (!source) return [];
  if (!role) return isEmptyManifest(snapshot, source) ? manifestChoices(snapshot, source, offset) : [];
  const ignores = ignoreChoices(source, offset);
  if (ignores) return ignores;
  const within = role.kind === 'pipeline' ? interpolationChoices(snapshot, role, source, offset) : undefined;
  if (within) return within;
  const cursor = role.kind === 'script' ? undefined : yamlCursor(source, offset);
  if (cursor?.kind === 'comment' && role.kind !== 'manifest') return [];
  const inputs = role.kind === 'pipeline' ? wholeInputChoices(snapshot, role, source, offset) : [];
  const start = variableStart(source, offset);
  if (start) return [...variableChoices(snapshot, start, placeOf(role, path, cursor)), ...inputs];
  if (inputs.length > 0) return inputs;
  if (!cursor || cursor.kind === 'comment' || cursor.kind === 'text') return [];
  const lineEnd = lineEndOf(source.text);
  if (role.kind === 'pipeline') return pipelineChoices(snapshot, role, cursor, lineEnd);
  if (role.kind === 'manifest') return manifestSnippets(snapshot, cursor, source);
  return role.kind === 'configuration' ? configurationChoices(snapshot, cursor, lineEnd) : [];
}

/** A file without any content that lies where manifests usually do, or is called after a kind of resource. */
function isEmptyManifest(snapshot: Snapshot, { path, text }: SourceText): boolean {
  const isEmpty = text.replace(/^\s*#.*$|^---\s*$/gm, '').trim().length < 20 && !/[:{[]/.test(text);
  return isEmpty && isManifestPath(path) && !snapshot.isIgnored(path);
}

function isManifestPath(path: string): boolean {
  return (
    isYamlPath(path) &&
    (/(?:^|\/)(?:k8s|kube|kubernetes|manifests?|deploy(?:ment)?s?)\//i.test(path) ||
      /(?:^|[/._-])(?:deployment|service|ingress|statefulset|daemonset|cronjob|k8s)\.ya?ml$/i.test(path))
  );
}

function manifestChoices(snapshot: Snapshot, source: SourceText, offset: number): CompletionChoice[] {
  const cursor = yamlCursor(source, offset);
  return cursor.kind === 'open' ? manifestSnippets(snapshot, cursor, source) : [];
}

function placeOf(role: FileRole, path: string, cursor: YamlCursor | undefined): VariablePlace {
  const entry = role.kind === 'pipeline' ? cursor?.path[0] : undefined;
  const isExpression = cursor?.path.at(-1) === 'if' && cursor.path.includes('rules');
  const form = role.kind === 'manifest' ? 'braced' : isExpression ? 'bare' : 'either';
  return { role, path, form, ...(entry !== undefined && { entry }) };
}

/** The rules behind `# pipewright-ignore`, and the directive itself. */
function ignoreChoices(source: SourceText, offset: number): CompletionChoice[] | undefined {
  const before = source.text.slice(source.lineStarts[source.lineAt(offset)], offset);
  const rule = /#[ \t]*pipewright-ignore(?:-file)?[ \t]+(?:[^\r\n]*[ \t,])?([\w/*-]*)$/.exec(before);
  if (rule) {
    const range = { start: offset - rule[1]!.length, end: offset };
    return rulePatterns().map((name, order) => ({
      label: name,
      kind: 'rule',
      range,
      newText: name,
      order,
      ...documented(name),
    }));
  }
  const word = /(?:^|[ \t])#[ \t]*(p[\w-]*)$/.exec(before);
  if (!word) return undefined;
  const range = { start: offset - word[1]!.length, end: offset };
  return ['pipewright-ignore', 'pipewright-ignore-file'].map((name, order) => ({
    label: name,
    kind: 'keyword',
    detail: order === 0 ? 'silences rules for what follows' : 'silences rules for the whole file',
    range,
    newText: `${name} `,
    order,
  }));
}

function documented(rule: string): { readonly markdown?: string } {
  const markdown = ruleText(rule);
  return markdown === undefined ? {} : { markdown };
}

function configurationChoices(snapshot: Snapshot, cursor: YamlCursor, lineEnd: string): CompletionChoice[] {
  const nodes = configurationNodes(cursor.path);
  const values = valueChoices(cursor, nodes, configurationReader);
  if (cursor.kind === 'value') return values;
  const keys = keyChoices(cursor, nodes, configurationReader, lineEnd);
  return [...freeKeys(snapshot, cursor), ...values, ...keys];
}

/** Keys that no schema lists: rules, and variables and projects that the pipelines name. */
function freeKeys(snapshot: Snapshot, cursor: YamlCursor): CompletionChoice[] {
  const place = cursor.path.filter((step) => step !== '[]').join('.');
  const choices: (Pick<CompletionChoice, 'label' | 'kind'> & Partial<CompletionChoice>)[] =
    place === 'rules' || place === 'overrides.rules'
      ? rulePatterns().map((label) => ({ label, kind: 'rule', ...documented(label) }))
      : place === 'variables'
        ? requiredVariablesOf(snapshot).map(({ name }) => ({
            label: name,
            kind: 'variable',
            detail: 'used, and defined nowhere',
          }))
        : place === 'projects'
          ? includedProjects(snapshot).map((label) => ({ label, kind: 'value', detail: 'included' }))
          : [];
  return choices
    .filter(({ label }) => !cursor.siblings.has(label))
    .map((choice, order) => {
      const scalar = scalarChoice(cursor, choice.label, choice.kind, order);
      const key = choice.label.startsWith('*') ? `"${choice.label}"` : scalar.newText;
      return { ...scalar, ...choice, ...(!cursor.hasColon && { newText: `${key}: ` }) };
    });
}

function includedProjects(snapshot: Snapshot): string[] {
  const names = snapshot.pipelines.flatMap((pipeline) =>
    pipeline.includes.flatMap(({ kind, node }) => {
      const project = kind === 'project' ? pairOf(node, 'project')?.value : undefined;
      return project?.kind === 'scalar' && !project.value.includes('$') ? [project.value] : [];
    }),
  );
  return [...new Set(names)];
}
