/** runner/toml: settings of GitLab Runner that are no TOML. */
import { runnerValuesOf } from '../../project/runner-values.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'runner/toml',
  severity: 'error',
  summary: 'Settings of GitLab Runner under `runners.config` that are no TOML.',
  scope: 'project',
  check(snapshot, report) {
    for (const { config } of runnerValuesOf(snapshot)) {
      if (!config?.problem) continue;
      report({
        at: config.problem.at,
        message: `GitLab Runner does not start with these settings: \`runners.config\` is no TOML (${config.problem.message}).`,
      });
    }
  },
});
