/** kubernetes/privileged: pods that can do on their node what only its administrator should. */
import type { Container } from '../../kubernetes/container.ts';
import type { PodTemplate } from '../../kubernetes/pod-template.ts';
import {
  booleanField,
  integerOrTextField,
  integerValue,
  mapField,
  textItems,
} from '../../kubernetes/read-field.ts';
import type { Resource } from '../../kubernetes/resource.ts';
import type { Span } from '../../text/span.ts';
import type { MapNode } from '../../yaml/node.ts';
import { eachManifest } from '../each-manifest.ts';
import { defineRule, type Report } from '../rule.ts';

type Reporter = (report: Report) => void;

const HOST_NAMESPACES = {
  hostNetwork:
    'it shares the network of its node: it can listen on all its ports and reach what only the node may reach',
  hostPID: 'it sees all processes of its node, with their environments, and can end them',
  hostIPC: 'it shares the memory that processes of its node use among them',
} as const;

/** What the default set of capabilities of container runtimes has, and what is harmless beyond it. */
const HARMLESS_CAPABILITIES = new Set([
  ...'AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE SETFCAP SETGID SETPCAP SETUID'.split(
    ' ',
  ),
  'SYS_CHROOT',
]);

export const rule = defineRule({
  id: 'kubernetes/privileged',
  severity: 'info',
  summary:
    'A container with rights over its node: privileged, as root, in its namespaces, with added capabilities.',
  scope: 'project',
  check: eachManifest((deployed, report) => {
    for (const resource of deployed.manifest.resources) {
      for (const template of resource.podTemplates) {
        checkPod(resource, template, report);
        for (const container of template.containers) checkContainer(resource, container, report);
      }
    }
  }),
});

function checkPod(resource: Resource, template: PodTemplate, report: Reporter): void {
  // What runs on every node is there for the node's sake.
  const fields = resource.kind === 'DaemonSet' ? [] : (['hostNetwork', 'hostPID', 'hostIPC'] as const);
  for (const field of fields) {
    const at = template[field] === true ? pairAt(resource, template.spec, field) : undefined;
    if (at)
      report({
        at,
        message: `\`${field}\`: ${HOST_NAMESPACES[field]}. Leave it out unless the pod needs just that.`,
      });
  }
  checkUser(resource, template.securityContext, 'Every container of the pod', report);
}

function checkContainer(resource: Resource, container: Container, report: Reporter): void {
  const context = container.securityContext;
  if (!context) return;
  const name = `Container \`${container.name?.text ?? ''}\``;
  const { document } = resource;
  checkUser(resource, context, name, report);
  if (booleanField(document, context, 'privileged') === true)
    reportAt(
      resource,
      context,
      'privileged',
      report,
      `${name} has all rights of root on its node: whoever gets into it owns the node and all its pods. Give it the capabilities that it needs under \`capabilities.add\` instead.`,
    );
  const added = mapField(document, context, 'capabilities');
  for (const capability of textItems(document, added, 'add')) {
    const plain = capability.text.toUpperCase().replace(/^CAP_/, '');
    if (HARMLESS_CAPABILITIES.has(plain) || capability.text.includes('$')) continue;
    report({
      at: capability.node,
      message:
        plain === 'ALL' || plain === 'SYS_ADMIN'
          ? `${name} can do nearly all that root can do on its node: \`${capability.text}\`. Add only what it needs.`
          : `${name} gets the capability \`${capability.text}\`, which containers have not by themselves. Leave it out unless it is needed.`,
    });
  }
}

function checkUser(resource: Resource, context: MapNode | undefined, who: string, report: Reporter): void {
  if (!context || integerValue(integerOrTextField(resource.document, context, 'runAsUser')) !== 0) return;
  reportAt(
    resource,
    context,
    'runAsUser',
    report,
    `${who} runs as root: a fault in the program is a fault with root's rights. Use a user of its own, such as \`runAsUser: 1000\`, with \`runAsNonRoot: true\`.`,
  );
}

function reportAt(resource: Resource, map: MapNode, key: string, report: Reporter, message: string): void {
  const at = pairAt(resource, map, key);
  if (at) report({ at, message });
}

/** From the key to the end of its value. */
function pairAt(resource: Resource, map: MapNode, key: string): Span | undefined {
  const pair = resource.document.pairOf(map, key);
  if (!pair) return undefined;
  const { segment, start, end } = pair.key;
  return { segment, start, end: pair.value?.segment === segment ? Math.max(end, pair.value.end) : end };
}
