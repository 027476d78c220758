/** Tools that deploy in their own ways: recognised, and left alone. */
import { optionsOf, parseArguments } from './argument.ts';
import type { CommandReader } from './command.ts';
import type { OtherDeployment } from './facts.ts';
import { knownText } from './partial-text.ts';
import { UNKNOWN_STREAM } from './stream.ts';

const DEPLOYING: Readonly<Record<string, OtherDeployment['tool']>> = {
  helm: 'helm',
  helmfile: 'helm',
  kustomize: 'kustomize',
  skaffold: 'skaffold',
  kapp: 'other',
  ytt: 'other',
  werf: 'other',
  argocd: 'other',
  flux: 'other',
  dockerize: 'other',
  gomplate: 'other',
  j2: 'other',
  jinja2: 'other',
};

export function isDeployTool(name: string): boolean {
  return Object.hasOwn(DEPLOYING, name);
}

const HELM_VERBS: ReadonlySet<string> = new Set(
  'install upgrade template rollback uninstall delete apply sync deploy diff'.split(' '),
);

/** The tools named above; what they print is resources of their own making. */
export const readDeployTool: CommandReader = (command, context) => {
  const { options, operands } = parseArguments(command.words, {
    valued: new Set([
      '-f',
      '--values',
      '--file',
      '--set',
      '--set-string',
      '-n',
      '--namespace',
      '-o',
      '--output',
    ]),
  });
  const tool = DEPLOYING[command.name]!;
  const files = optionsOf(options, '-f', '--values', '--file').flatMap((option) =>
    option.value ? [context.file(option.argument.at, option.value)] : [],
  );
  const verb = operands[0] && knownText(operands[0].text);
  const folder = tool === 'kustomize' && verb === 'build' ? operands[1] : undefined;
  if (folder) files.push(context.file(folder.at, folder.text));
  // Looking at versions and charts deploys nothing.
  if (tool === 'helm' && verb !== undefined && !HELM_VERBS.has(verb)) return UNKNOWN_STREAM;
  context.record<'other-deployment'>({ kind: 'other-deployment', tool, files });
  if (tool === 'kustomize' && verb === 'edit') return UNKNOWN_STREAM;
  if (tool === 'kustomize' || tool === 'helm' || tool === 'skaffold')
    return { kind: 'generated', by: tool, at: command.at };
  return { kind: 'generated', by: 'other', at: command.at };
};
