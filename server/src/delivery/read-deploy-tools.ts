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
  const paths = operands.slice(1).map((word) => context.file(word.at, word.text));
  context.record<'other-deployment'>({ kind: 'other-deployment', tool, files: [...files, ...paths] });
  if (tool === 'kustomize' && operands[0] && knownText(operands[0].text) === 'edit') return UNKNOWN_STREAM;
  if (tool === 'kustomize' || tool === 'helm' || tool === 'skaffold')
    return { kind: 'generated', by: tool, at: command.at };
  return { kind: 'generated', by: 'other', at: command.at };
};
