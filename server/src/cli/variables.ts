/** `pipewright variables [FOLDER]`: what must be set in the project's settings, and how. */
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { RequiredVariable, VariableUse } from '../delivery/required-variables.ts';
import type { Project } from '../project/project.ts';
import { requiredVariablesOf } from '../project/required-variables.ts';
import { UsageError, type Command } from './command.ts';
import { loadProjects } from './load-projects.ts';

const FORMATS: readonly string[] = ['text', 'json'];

export const command: Command = {
  usage: `usage: pipewright variables [FOLDER] [--format ${FORMATS.join('|')}]

Lists the CI/CD variables that the project's scripts and manifests use and that nothing in its files defines: they
must be set in the settings of the project or its group (Settings > CI/CD > Variables), each with its type, whether
to mask and to protect it, and where it is used.`,
  async run(words) {
    const { values, positionals } = parseArgs({
      args: words,
      allowPositionals: true,
      options: { format: { type: 'string', default: 'text' } },
    });
    const { format } = values;
    if (!FORMATS.includes(format))
      throw new UsageError(`There is no format '${format}': ${FORMATS.join(', ')}.`);
    if (positionals.length > 1) throw new UsageError('variables takes one folder');
    const variables: ListedVariable[] = [];
    for (const { project, root } of await loadProjects(positionals)) {
      const listed = await listVariables(project, (file) =>
        path.relative(process.cwd(), path.join(root, file)).split(path.sep).join('/'),
      );
      variables.push(...listed);
    }
    process.stdout.write(format === 'json' ? asJson(variables) : asText(variables));
    return 0;
  },
};

export interface ListedVariable {
  readonly name: string;
  readonly type: 'variable' | 'file';
  readonly masked: boolean;
  readonly protected: boolean;
  readonly base64: boolean;
  /** Whether `.pipewright.yml` tells of it. */
  readonly declared: boolean;
  readonly notes: readonly string[];
  /** Lines and columns are 1-based, columns in UTF-16 units. */
  readonly uses: readonly {
    readonly file: string;
    readonly line: number;
    readonly column: number;
    readonly kind: VariableUse['kind'];
    readonly job: string;
  }[];
}

/** @param nameOf how a path of the project is shown */
export async function listVariables(
  project: Project,
  nameOf: (file: string) => string,
): Promise<ListedVariable[]> {
  let required: readonly RequiredVariable[];
  do {
    await project.settle();
    required = requiredVariablesOf(project.snapshot());
  } while (project.isUnsettled);
  const snapshot = project.snapshot();
  return required.map((variable) => ({
    name: variable.name,
    type: variable.type,
    masked: variable.isMasked,
    protected: variable.isProtected,
    base64: variable.isBase64,
    declared: variable.isDeclared,
    notes: variable.notes,
    uses: variable.uses.flatMap(({ at, kind, job }) => {
      const location = snapshot.locate(at);
      if (!location) return [];
      const { line, character } = snapshot.text(location.path)!.positionAt(location.range.start);
      return [{ file: nameOf(location.path), line: line + 1, column: character + 1, kind, job: job.name }];
    }),
  }));
}

export function asJson(variables: readonly ListedVariable[]): string {
  return `${JSON.stringify({ version: 1, variables }, null, 2)}\n`;
}

const SHOWN_USES = 3;

export function asText(variables: readonly ListedVariable[]): string {
  if (variables.length === 0)
    return 'Nothing needs to be set: the files define every variable that they use.\n';
  const lines = ['To be set in the settings of the project, under CI/CD > Variables:', ''];
  for (const { name, type, notes, uses, ...flags } of variables) {
    const how = [
      type === 'file' ? 'type file' : 'type variable',
      flags.masked ? 'masked' : 'not masked',
      flags.protected ? 'protected' : 'not protected',
    ];
    lines.push(`${name}  (${how.join(', ')})`);
    for (const note of notes) lines.push(`    ${note}`);
    for (const use of uses.slice(0, SHOWN_USES))
      lines.push(`    ${use.file}:${use.line}:${use.column}: used by ${use.job}`);
    if (uses.length > SHOWN_USES) lines.push(`    and ${uses.length - SHOWN_USES} more`);
    lines.push('');
  }
  return lines.join('\n');
}
