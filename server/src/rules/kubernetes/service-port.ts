/** kubernetes/service-port: a port of a Service that leads to no port of its pods. */
import { titleOf } from '../../kubernetes/resource.ts';
import { knownText } from '../../delivery/partial-text.ts';
import type { ContainerPort } from '../../kubernetes/container.ts';
import { integerValue, type IntegerOrText } from '../../kubernetes/read-field.ts';
import type { ServicePort } from '../../kubernetes/service.ts';
import { fixedText, isFixed } from '../../kubernetes/template-text.ts';
import { hasToken } from '../../kubernetes/template-token.ts';
import type { DeployedManifest } from '../../project/deployed-manifests.ts';
import type { PlacedResource, PodSource } from '../../project/selected-pods.ts';
import { nearestName } from '../../text/nearest.ts';
import { textOf } from '../../text/span.ts';
import { insertValue } from '../../yaml/insert-value.ts';
import { isMap } from '../../yaml/node.ts';
import { defineRule, type Fix, renameFix, replaceFix, type Report } from '../rule.ts';
import { eachService } from './each-service.ts';

export const rule = defineRule({
  id: 'kubernetes/service-port',
  severity: 'warning',
  summary: 'A port of a Service that leads to no port of its pods.',
  scope: 'project',
  check: eachService(
    () => undefined,
    ({ service, pods }, report) => {
      if (service.deployed.isPatch) return;
      for (const port of service.resource.service!.ports) {
        const number = quotedNumber(port);
        if (number) report(number);
        else if (pods.length > 0) checkPort(service, port, pods, report);
      }
    },
  ),
});

/** The API server takes a text for a name, and a name needs a letter. */
function quotedNumber({ targetPort }: ServicePort): Report | undefined {
  if (!targetPort || targetPort.number !== undefined || !/^\d+$/.test(targetPort.text)) return undefined;
  if (targetPort.node.style === 'plain') return undefined;
  return {
    at: targetPort.node,
    severity: 'error',
    message: `The API server refuses the Service: in quotes, \`${targetPort.text}\` is the name of a port, and a name has a letter in it. Leave out the quotes.`,
    fixes:
      targetPort.node.style === 'single' || targetPort.node.style === 'double'
        ? [replaceFix('Leave out the quotes', targetPort.node, targetPort.text)]
        : [],
  };
}

function checkPort(
  service: PlacedResource,
  port: ServicePort,
  pods: readonly PodSource[],
  report: (report: Report) => void,
): void {
  const target = port.targetPort ?? port.port;
  if (!target || hasToken(target.text)) return;
  const protocol = protocolOf(port);
  const faulty = pods.filter((pod) => !mayLeadTo(service.deployed, target, protocol, pod));
  // Pods that the same Service selects may be of several releases: one that answers is enough.
  if (faulty.length < pods.length) return;
  const [pod] = faulty;
  const isName = isFixed(target) && target.number === undefined;
  // Declaring ports is optional: where some are declared and the Service leads to them, others may listen as well.
  if (!isName && leadsToSome(service, pod!)) return;
  const offered = portsOf(pod!).filter((it) => it.containerPort && protocolOf(it) === protocol);
  const name = titleOf(pod!.resource);
  const written = valueOf(service.deployed, target) ?? target.text;
  const list = offered.map(describePort).join(', ');
  report({
    at: target.node,
    message: isName
      ? `No request to port ${port.port?.text ?? ''} of the ${titleOf(service.resource)} is answered: the pods of the ${name} have no ${protocol} port named \`${written}\`. ${list === '' ? 'They name none.' : `They have ${list}.`}`
      : `Requests to the ${titleOf(service.resource)} go to port ${written} of its pods, and the ${name} says that they listen on ${list}. They are refused unless something listens there all the same.`,
    related: offered.slice(0, 3).map((it) => ({ at: it.containerPort!.node, message: 'A port of the pods' })),
    fixes: fixes(port, target, offered),
  });
}

/** Whether another port of the Service leads to a port that the pods declare. */
function leadsToSome({ resource, deployed }: PlacedResource, pod: PodSource): boolean {
  return resource.service!.ports.some((port) => {
    const target = port.targetPort ?? port.port;
    return target !== undefined && mayLeadTo(deployed, target, protocolOf(port), pod);
  });
}

function protocolOf({ protocol }: ServicePort | ContainerPort): string {
  return (fixedText(protocol) ?? 'TCP').toUpperCase();
}

/** Main containers' ports, and those of init containers that go on beside them. */
function portsOf(pod: PodSource): readonly ContainerPort[] {
  return pod.template.containers.flatMap(({ ports }) => ports);
}

function mayLeadTo(
  deployed: DeployedManifest,
  target: IntegerOrText,
  protocol: string,
  pod: PodSource,
): boolean {
  const ports = portsOf(pod).filter((it) => it.protocol === undefined || isFixed(it.protocol));
  if (ports.length < portsOf(pod).length) return true;
  const same = ports.filter((it) => protocolOf(it) === protocol);
  const wanted = valueOf(deployed, target);
  if (wanted === undefined) return true;
  if (/^\d+$/.test(wanted)) {
    // Declaring ports is optional: pods that declare none may listen anywhere.
    if (same.length === 0) return true;
    return same.some((it) => {
      const number = it.containerPort && valueOf(pod.deployed, it.containerPort);
      return number === undefined || number === wanted || hasToken(it.containerPort!.text);
    });
  }
  return same.some((it) => {
    if (!it.name) return false;
    const name = valueOf(pod.deployed, it.name);
    return name === undefined || name === wanted || hasToken(it.name.text);
  });
}

/** The text where it becomes the same wherever the manifest is applied; undefined where it is not known. */
function valueOf(deployed: DeployedManifest, text: IntegerOrText): string | undefined {
  if (isFixed(text)) return text.text;
  const values = new Set(deployed.valuesOf(text).map(knownText));
  return values.size === 1 ? [...values][0] : undefined;
}

function describePort({ name, containerPort }: ContainerPort): string {
  return name ? `${containerPort!.text} (\`${name.text}\`)` : containerPort!.text;
}

function fixes(port: ServicePort, target: IntegerOrText, offered: readonly ContainerPort[]): readonly Fix[] {
  const names = offered.flatMap(({ name }) => fixedText(name) ?? []);
  const isName = integerValue(target) === undefined;
  const near = isName ? nearestName(target.text, names) : undefined;
  const only = offered.length === 1 ? offered[0] : undefined;
  const newText =
    near ??
    (only && (isName ? fixedText(only.name) : undefined)) ??
    (only?.containerPort && textOf(only.containerPort.node));
  if (newText === undefined) return [];
  if (port.targetPort)
    return [
      (/^\d+$/.test(newText) ? replaceFix : renameFix)(
        `Change to \`${newText}\``,
        port.targetPort.node,
        newText,
      ),
    ];
  return [
    {
      title: `Insert \`targetPort: ${newText}\``,
      isPreferred: true,
      edits: () => {
        const edit = isMap(port.node) ? insertValue(port.node, ['targetPort'], newText, ['port']) : undefined;
        return edit && { edits: [edit] };
      },
    },
  ];
}
