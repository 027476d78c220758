/** The Docker daemon that a job's commands speak to, and where the files say so. */
import type { Pair, YamlNode } from '../yaml/node.ts';
import { valueOf } from '../yaml/node.ts';
import { span, textOf, type Span } from '../text/span.ts';
import { daemonAddress, type DaemonAddress } from './daemon-address.ts';
import type { DaemonUse } from './facts.ts';
import type { JobDelivery } from './job-delivery.ts';
import type { ServiceFacts } from './job-services.ts';
import type { JobVariables } from './pipeline-variables.ts';
import type { EnvironmentVariable } from './shell-variables.ts';

export interface DockerHost {
  /** The first command that speaks to it; absent where only the job's variables tell. */
  readonly use: DaemonUse | undefined;
  readonly address: DaemonAddress;
  /** Where the address is written: a value under `variables:`, an assignment, or a `-H`. */
  readonly written: Span | undefined;
}

/** The daemons that a job's commands speak to, each address once; what its variables say where no command is known. */
export function dockerHosts(job: JobDelivery, variables: JobVariables | undefined): readonly DockerHost[] {
  const hosts = new Map<string, DockerHost>();
  for (const use of job.of('daemon-use')) {
    const address = daemonAddress(use.environment, use.host);
    const variable = use.environment.variable('DOCKER_HOST');
    const written = use.host ? use.at : writtenAt(variable, variables);
    const key = JSON.stringify([address.scheme, address.host, address.port, address.usesTls]);
    if (!hosts.has(key)) hosts.set(key, { use, address, written });
  }
  if (hosts.size > 0 || !variables?.variable('DOCKER_HOST')) return [...hosts.values()];
  const environment = {
    variable: (name: string) => variables.variable(name),
    assigned: [],
    hasUnknownAdditions: variables.hasUnknownAdditions,
  };
  const written = writtenAt(variables.variable('DOCKER_HOST'), variables);
  return [{ use: undefined, address: daemonAddress(environment), written }];
}

function writtenAt(
  variable: EnvironmentVariable | undefined,
  variables: JobVariables | undefined,
): Span | undefined {
  if (variable?.origin === 'script') return variable.at;
  return variable && variableValue(variables?.pair(variable.name));
}

/** The value of a variable as written, in the short or the long form. */
export function variableValue(pair: Pair | undefined): YamlNode | undefined {
  const value = pair?.value?.kind === 'map' ? valueOf(pair.value, 'value') : pair?.value;
  return value?.kind === 'scalar' ? value : undefined;
}

/** The service of the job that an address leads to; in a pod, localhost leads to every service. */
export function serviceOf(job: JobDelivery, address: DaemonAddress): ServiceFacts | undefined {
  const { host } = address;
  if (host === undefined) return undefined;
  const named = job.services.find((service) => service.names.includes(host));
  if (named || !isLoopback(host)) return named;
  const daemons = job.services.filter((service) => service.isDockerDaemon);
  return daemons.length === 1 ? daemons[0] : undefined;
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host.startsWith('127.');
}

/** Where a part of a written text stands; undefined where it does not stand there as such. */
export function partOf(written: Span | undefined, part: string): Span | undefined {
  const index = written ? textOf(written).lastIndexOf(part) : -1;
  return written && index >= 0
    ? span(written.segment, written.start + index, written.start + index + part.length)
    : undefined;
}
