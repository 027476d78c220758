/** kubernetes/host-path: a volume that is a folder of the node. */
import type { PodTemplate } from '../../kubernetes/pod-template.ts';
import { hasToken } from '../../kubernetes/template-token.ts';
import { isFixed, isSameTemplate, type TemplateText } from '../../kubernetes/template-text.ts';
import { eachManifest } from '../each-manifest.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'kubernetes/host-path',
  severity: 'info',
  summary: 'A volume that is a file or folder of the node which the pod happens to run on.',
  scope: 'project',
  check: eachManifest((deployed, report) => {
    for (const resource of deployed.manifest.resources) {
      // Agents of the node itself, one on each.
      if (resource.kind === 'DaemonSet') continue;
      for (const template of resource.podTemplates) {
        for (const { hostPath, name } of template.volumes) {
          if (
            !hostPath ||
            !isFixed(hostPath) ||
            hasToken(hostPath.text) ||
            isHarmless(template, hostPath.text, name)
          )
            continue;
          report({
            at: hostPath.node,
            message: /docker\.sock$|containerd\.sock$|crio\.sock$/.test(hostPath.text)
              ? `Whoever gets into this container controls the node and all its pods: it has the node's \`${hostPath.text}\`.`
              : `What the pod writes to \`${hostPath.text}\` stays on the node that it runs on: on another node it finds another folder. Use a PersistentVolumeClaim for data, a ConfigMap for settings.`,
          });
        }
      }
    }
  }),
});

/** The node's time zone, where nothing can write to it. */
function isHarmless(template: PodTemplate, path: string, name: TemplateText | undefined): boolean {
  if (!/^\/etc\/(?:localtime|timezone)$|^\/usr\/share\/zoneinfo(?:\/|$)/.test(path)) return false;
  return template.containers.every((container) =>
    container.volumeMounts.every(
      (mount) => !name || !mount.name || !isSameTemplate(mount.name, name) || mount.isReadOnly,
    ),
  );
}
