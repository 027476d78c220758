/** kubernetes/node-port-range: a port of the nodes that is out of range, or taken by another Service. */
import { titleOf } from '../../kubernetes/resource.ts';
import { knownText } from '../../delivery/partial-text.ts';
import type { ServicePort } from '../../kubernetes/service.ts';
import { fixedText, isFixed } from '../../kubernetes/template-text.ts';
import { ClaimFinder } from '../../project/same-cluster.ts';
import { eachManifest } from '../each-manifest.ts';
import { removePair } from '../../yaml/insert.ts';
import { isMap, pairOf } from '../../yaml/node.ts';
import { checkOf, defineRule, type Fix } from '../rule.ts';

/** The default of `--service-node-port-range`. */
const FIRST = 30000;
const LAST = 32767;

const finder = new ClaimFinder((resource, read) =>
  (resource.service?.ports ?? []).flatMap((port) => {
    const number = port.nodePort && read(port.nodePort);
    if (number === undefined || number === '' || number === '0') return [];
    const protocol = port.protocol ? read(port.protocol) : 'TCP';
    return protocol === undefined ? [] : [{ key: `${protocol} ${number}`, resource, part: port }];
  }),
);

export const rule = defineRule(
  {
    id: 'kubernetes/node-port-range',
    severity: 'error',
    summary: 'A `nodePort` outside of 30000–32767, or one that two Services want.',
    scope: 'project',
    check: eachManifest((deployed, report) => {
      for (const resource of deployed.manifest.resources) {
        for (const port of resource.service?.ports ?? []) {
          const { nodePort } = port;
          if (!nodePort) continue;
          const outside = deployed
            .valuesOf(nodePort)
            .map(knownText)
            .find((text) => text !== undefined && /^\d{1,6}$/.test(text) && isOutside(Number(text)));
          if (outside === undefined) continue;
          report({
            at: nodePort.node,
            message: `The API server refuses the Service: \`nodePort\` ${isFixed(nodePort) ? outside : `becomes ${outside}, which`} is not between ${FIRST} and ${LAST}, the ports that nodes keep for this. Choose one of those, or leave it out and one is chosen for you.`,
            fixes: [leaveOut(port)],
          });
        }
      }
    }),
  },
  [
    checkOf('project', (snapshot, report) => {
      for (const group of finder.conflicts(snapshot)) {
        const [first, ...others] = group;
        for (const { resource, part } of others) {
          // The same Service twice is another rule's.
          if (
            fixedText(resource.name) !== undefined &&
            resource !== first!.resource &&
            resource.name!.text === first!.resource.name?.text
          )
            continue;
          const port = part as ServicePort;
          const { nodePort } = port;
          report({
            at: nodePort!.node,
            message: `The API server refuses the second of two Services: \`nodePort: ${nodePort!.text}\` is taken by ${titleOf(first!.resource)}. Choose another one, or leave it out and one is chosen for you.`,
            fixes: [leaveOut(port)],
            related: [{ at: (first!.part as ServicePort).nodePort!.node, message: 'Taken here' }],
          });
        }
      }
    }),
  ],
);

/** Which other port is meant cannot be told: without one the cluster chooses. */
function leaveOut({ node }: ServicePort): Fix {
  return {
    title: 'Leave `nodePort` out: the cluster chooses one',
    edits: () => {
      const pair = isMap(node) ? pairOf(node, 'nodePort') : undefined;
      const edit = isMap(node) && pair && removePair(node, pair);
      return edit ? { edits: [edit] } : undefined;
    },
  };
}

/** 0 lets the cluster choose. */
function isOutside(port: number): boolean {
  return port !== 0 && (port < FIRST || port > LAST);
}
