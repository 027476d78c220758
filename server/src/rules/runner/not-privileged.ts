/** runner/not-privileged: a pipeline that needs Docker-in-Docker, and a runner that does not let it. */
import { insertTomlLines } from '../../gitlab/insert-toml.ts';
import type { Runner, RunnerConfig } from '../../gitlab/runner-values.ts';
import { deliveryOf } from '../../project/delivery.ts';
import { runnerValuesOf } from '../../project/runner-values.ts';
import type { Snapshot } from '../../project/snapshot.ts';
import { spanInScalar } from '../../yaml/scalar-map.ts';
import { defineRule, replaceFix, type Fix } from '../rule.ts';

export const rule = defineRule({
  id: 'runner/not-privileged',
  severity: 'warning',
  summary: 'A pipeline that needs Docker-in-Docker, and a runner that is not privileged.',
  scope: 'project',
  check(snapshot, report) {
    const values = runnerValuesOf(snapshot);
    const runners = values.flatMap(({ config }) =>
      (config?.runners ?? []).map((runner) => ({ config: config!, runner })),
    );
    const isKubernetes = runners.every(({ runner }) => runner.executor === 'kubernetes');
    // One that is privileged is enough, and what cannot be read may be.
    if (runners.length === 0 || !isKubernetes) return;
    if (values.some(({ config, oldPrivileged }) => oldPrivileged === true || !config || config.problem))
      return;
    if (
      runners.some(
        ({ runner }) =>
          runner.kubernetes['privileged'] !== undefined && runner.kubernetes['privileged'] !== false,
      )
    )
      return;
    const service = daemonIn(snapshot);
    if (!service) return;
    for (const { config, runner } of runners) {
      const written = runner.section?.keys.get('privileged');
      report({
        at: written ? spanInScalar(config.node, written.start, written.end) : runner.at,
        message: `The Docker daemon of job \`${service.job}\` does not start on this runner: Docker-in-Docker needs a privileged container. Set \`privileged = true\` under \`[runners.kubernetes]\`.`,
        related: [{ at: service.at, message: 'The daemon that needs it' }],
        fixes: fixes(config, runner),
      });
    }
  },
});

function daemonIn(snapshot: Snapshot) {
  for (const { job, services } of deliveryOf(snapshot).jobs) {
    const found = services.find(({ isDockerDaemon }) => isDockerDaemon);
    if (found) return { job: job.name, at: found.service.name };
  }
  return undefined;
}

function fixes(config: RunnerConfig, runner: Runner): readonly Fix[] {
  const written = runner.section?.keys.get('privileged');
  if (written) {
    const text = config.node.value.slice(written.start, written.end);
    const value = /=\s*(false)/.exec(text);
    if (!value) return [];
    const start = written.start + value.index + value[0].length - value[1]!.length;
    return [
      replaceFix(
        'Change to `privileged = true`',
        spanInScalar(config.node, start, start + value[1]!.length),
        'true',
      ),
    ];
  }
  return [
    {
      title: 'Insert `privileged = true`',
      isPreferred: true,
      edits: () => {
        const edit = insertTomlLines(config, runner, ['privileged = true']);
        return edit && { edits: [edit] };
      },
    },
  ];
}
