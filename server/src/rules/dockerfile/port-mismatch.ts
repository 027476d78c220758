/** dockerfile/port-mismatch: the program's port, EXPOSE and `containerPort` are not the same. */
import type { DeployedImage } from '../../delivery/deployed-image.ts';
import { exposedPorts, type ExposedPort } from '../../dockerfile/stage-facts.ts';
import type { ContainerPort } from '../../kubernetes/container.ts';
import { integerValue } from '../../kubernetes/read-field.ts';
import { fixedText } from '../../kubernetes/template-text.ts';
import { builtStage } from '../../project/build-context.ts';
import { containersOf } from '../../project/deployed-dockerfiles.ts';
import { dockerfilesOf, type ProjectDockerfile } from '../../project/dockerfiles.ts';
import { programPort, type ProgramPort } from '../../project/program-port.ts';
import type { Snapshot } from '../../project/snapshot.ts';
import { span } from '../../text/span.ts';
import { defineRule, replaceFix, type Report } from '../rule.ts';

export const rule = defineRule({
  id: 'dockerfile/port-mismatch',
  severity: 'warning',
  summary: 'The port that the program listens on, EXPOSE and the manifest’s containerPort are not the same.',
  scope: 'project',
  check(snapshot, report) {
    for (const file of dockerfilesOf(snapshot)) reportsOf(snapshot, file).forEach(report);
  },
});

function reportsOf(snapshot: Snapshot, file: ProjectDockerfile): readonly Report[] {
  const { dockerfile, path, builds } = file;
  const stages = new Set(builds.map((build) => builtStage(dockerfile, build)));
  const contexts = new Set(builds.map(({ call }) => call.context?.path));
  const [stage] = stages;
  const [context] = contexts;
  // Several images of one Dockerfile differ in what they start.
  if (!stage || stages.size > 1 || context === undefined || contexts.size > 1) return [];
  const exposed = tcpPorts(exposedPorts(dockerfile, stage));
  const program = programPort(snapshot, dockerfile, stage, context);
  const containers = containersOf(snapshot, path);
  return [
    ...exposedElsewhere(exposed, program, containers),
    ...containers.flatMap((deployed) => containerElsewhere(deployed, program, exposed)),
  ];
}

function tcpPorts(ports: readonly ExposedPort[] | undefined): readonly ExposedPort[] {
  return ports?.filter(({ protocol }) => protocol === 'tcp') ?? [];
}

function exposedElsewhere(
  exposed: readonly ExposedPort[],
  program: ProgramPort | undefined,
  containers: readonly DeployedImage[],
): readonly Report[] {
  const [first] = exposed;
  if (!first || !program || exposed.some(({ port }) => port === program.port)) return [];
  // The environment of each container would have to be known.
  if (program.isDefault && (containers.length === 0 || containers.some(mayChangePort))) return [];
  if (containers.length > 0 && containers.every(startsAnother)) return [];
  const written = span(first.at.segment, first.at.start, first.at.start + String(first.port).length);
  return [
    {
      at: first.at,
      message: `EXPOSE names ${first.port}, and the program listens on ${program.port}: on ${first.port} nothing answers those who go by it. Write ${program.port}.`,
      related: [{ at: program.at, message: 'The program listens here' }],
      fixes:
        exposed.length === 1 ? [replaceFix(`Change to ${program.port}`, written, String(program.port))] : [],
    },
  ];
}

function containerElsewhere(
  deployed: DeployedImage,
  program: ProgramPort | undefined,
  exposed: readonly ExposedPort[],
): readonly Report[] {
  const { container } = deployed;
  const isOpen = !program || program.isDefault;
  if (startsAnother(deployed) || (isOpen && mayChangePort(deployed))) return [];
  const ports = container.ports.filter(isTcp);
  const numbers = ports.map(({ containerPort }) => integerValue(containerPort));
  const [first] = ports;
  if (!first?.containerPort || numbers.includes(undefined)) return [];
  const at = first.containerPort.node;
  if (program) {
    if (numbers.includes(program.port)) return [];
    return [
      {
        at,
        message: `Nothing listens on ${numbers[0]} in this container: the program listens on ${program.port}, and what goes to ${numbers[0]}, Services and probes by this port's name for instance, is refused. Write ${program.port}.`,
        related: [{ at: program.at, message: 'The program listens here' }],
      },
    ];
  }
  const [told] = exposed;
  if (!told || exposed.some(({ port }) => numbers.includes(port))) return [];
  return [
    {
      at,
      message: `This says that the program listens on ${numbers[0]}, and the Dockerfile's EXPOSE says ${told.port}: one of the two is wrong. Write the port that it listens on in both.`,
      related: [{ at: told.at, message: 'EXPOSE' }],
    },
  ];
}

function isTcp({ protocol, containerPort }: ContainerPort): boolean {
  return containerPort !== undefined && /^(?:TCP)?$/i.test(fixedText(protocol) ?? 'TCP');
}

/** Whether the container starts something else than the image says. */
function startsAnother({ container }: DeployedImage): boolean {
  return container.command.length > 0 || container.args.length > 0;
}

/** Whether the environment may name another port. */
function mayChangePort({ container }: DeployedImage): boolean {
  return (
    container.references.length > 0 ||
    container.environment.some(({ name }) => /PORT|ADDR|BIND|LISTEN|URL/i.test(fixedText(name) ?? 'PORT'))
  );
}
