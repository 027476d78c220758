/** runner/no-limits: jobs that may take all memory and processor time of their node. */
import type { Runner, RunnerConfig } from '../../gitlab/runner-values.ts';
import { runnerValuesOf } from '../../project/runner-values.ts';
import { insertTomlLines } from '../../gitlab/insert-toml.ts';
import { defineRule } from '../rule.ts';

/** https://docs.gitlab.com/runner/executors/kubernetes/#overwrite-container-resources, by container. */
const LIMITS = [
  { container: 'the build', keys: { cpu_limit: '2', memory_limit: '2Gi' } },
  { container: 'its helper', keys: { helper_cpu_limit: '500m', helper_memory_limit: '512Mi' } },
  { container: 'services', keys: { service_cpu_limit: '1', service_memory_limit: '1Gi' } },
] as const;

export const rule = defineRule({
  id: 'runner/no-limits',
  severity: 'warning',
  summary: 'A runner whose jobs have no limits for memory and processor time.',
  scope: 'project',
  check(snapshot, report) {
    for (const { config, hasOldLimits } of runnerValuesOf(snapshot)) {
      if (!config || hasOldLimits) continue;
      for (const runner of config.runners) {
        // A patch of the whole pod may set them as well.
        if (runner.executor !== 'kubernetes' || runner.kubernetes['pod_spec'] !== undefined) continue;
        const missing = missingLimits(runner);
        if (missing.length === 0) continue;
        const containers = LIMITS.filter(({ keys }) =>
          Object.keys(keys).some((key) => missing.some(([it]) => it === key)),
        );
        report({
          at: runner.at,
          message: `A job can take all memory or processor time of its node, and other pods with it: ${listed(containers.map(({ container }) => container))} ${containers.length === 1 && containers[0]!.container !== 'services' ? 'has' : 'have'} no ${listed(missing.map(([key]) => `\`${key}\``))}. Set them under \`[runners.kubernetes]\`.`,
          fixes: [fix(config, runner, missing)],
        });
      }
    }
  },
});

function missingLimits({ kubernetes }: Runner): readonly (readonly [key: string, value: string])[] {
  return LIMITS.flatMap(({ keys }) => Object.entries(keys)).filter(([key]) => kubernetes[key] === undefined);
}

function fix(config: RunnerConfig, runner: Runner, missing: readonly (readonly [string, string])[]) {
  return {
    title: missing.length === 1 ? `Insert \`${missing[0]![0]}\`` : 'Insert the limits',
    isPreferred: true,
    edits: () => {
      const edit = insertTomlLines(
        config,
        runner,
        missing.map(([key, value]) => `${key} = "${value}"`),
      );
      return edit && { edits: [edit] };
    },
  };
}

function listed(items: readonly string[]): string {
  return items.length <= 1 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)!}`;
}
