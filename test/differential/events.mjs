/** What starts a pipeline, in the words of both command lines. */

function branchVariables(branch) {
  return { CI_COMMIT_BRANCH: branch, CI_COMMIT_REF_NAME: branch, CI_COMMIT_REF_SLUG: branch };
}

/**
 * By name: `ours` are the words for `pipewright simulate`, `set` and `unset` the predefined variables that
 * gitlab-ci-local, which knows nothing but the branch at hand, has to be told.
 */
export const EVENTS = {
  main: { ours: ['--branch', 'main'], set: { CI_PIPELINE_SOURCE: 'push', ...branchVariables('main') } },
  feature: {
    ours: ['--branch', 'feature'],
    set: { CI_PIPELINE_SOURCE: 'push', ...branchVariables('feature') },
  },
  tag: {
    ours: ['--tag', 'v1.0.0'],
    set: {
      CI_PIPELINE_SOURCE: 'push',
      CI_COMMIT_TAG: 'v1.0.0',
      CI_COMMIT_REF_NAME: 'v1.0.0',
      CI_COMMIT_REF_SLUG: 'v1-0-0',
    },
    unset: ['CI_COMMIT_BRANCH'],
  },
  'merge request': {
    ours: ['--event', 'merge_request', '--branch', 'feature'],
    set: {
      CI_PIPELINE_SOURCE: 'merge_request_event',
      CI_MERGE_REQUEST_IID: '7',
      CI_MERGE_REQUEST_EVENT_TYPE: 'detached',
      CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: 'feature',
      CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main',
      CI_COMMIT_REF_NAME: 'feature',
      CI_COMMIT_REF_SLUG: 'feature',
    },
    unset: ['CI_COMMIT_BRANCH'],
  },
  schedule: {
    ours: ['--event', 'schedule', '--branch', 'main'],
    set: { CI_PIPELINE_SOURCE: 'schedule', ...branchVariables('main') },
  },
  web: {
    ours: ['--event', 'web', '--branch', 'main'],
    set: { CI_PIPELINE_SOURCE: 'web', ...branchVariables('main') },
  },
  trigger: {
    ours: ['--event', 'trigger', '--branch', 'main'],
    set: { CI_PIPELINE_SOURCE: 'trigger', CI_PIPELINE_TRIGGERED: 'true', ...branchVariables('main') },
  },
};
