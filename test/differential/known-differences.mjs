/**
 * Where Pipewright and gitlab-ci-local do not agree, and what GitLab says. `place` is the pipeline, with the event where
 * there is one; a `*` in `place` or `fact` stands for anything. A row that no longer fits anything is a fault too.
 */

export const KNOWN_DIFFERENCES = [
  {
    place: 'include-rules',
    fact: '*',
    reason: `\`expand\` prints the pipeline for any event, so rules of includes leave nothing out of it; gitlab-ci-local
      takes the branch at hand. For an event, the two agree.`,
  },
  ...[
    ['include-rules', ['not-main', 'exists', 'always']],
    ['rules', ['always', 'on failure', 'may fail', 'manual by job']],
  ].flatMap(([pipeline, jobs]) =>
    jobs.map((fact) => ({
      place: `${pipeline}, merge request`,
      fact,
      our: undefined,
      reason: `Jobs without rules are in pipelines for branches and tags only: "Jobs with no rules default to
        except: merge_requests" (docs.gitlab.com/ci/jobs/job_rules/#avoid-duplicate-pipelines).`,
    })),
  ),
  {
    place: 'needs',
    fact: 'by rules.needs',
    reason: `gitlab-ci-local puts the needs of the rule that fits the branch at hand into the job. \`expand\` knows no
      event. For an event, the two agree.`,
  },
  {
    place: 'needs, *',
    fact: 'of another pipeline',
    reason: `gitlab-ci-local leaves needs of other projects out of its list
      (docs.gitlab.com/ci/yaml/#needsproject).`,
  },
  {
    place: 'extends',
    fact: 'null over a value.variables',
    reason:
      'A variable without a value is empty (docs.gitlab.com/ci/yaml/#variables): null and the empty text are one.',
  },
  {
    place: 'workflow',
    fact: 'variables.KIND',
    reason: `gitlab-ci-local puts the variables of the workflow's rule for the branch at hand in. \`expand\` knows no event.
      For an event, the two agree.`,
  },
  {
    place: 'workflow, feature',
    fact: '*',
    our: undefined,
    reason: `workflow:rules with \`when: never\` prevent the whole pipeline (docs.gitlab.com/ci/yaml/workflow/);
      gitlab-ci-local lists its jobs all the same.`,
  },
  { place: 'workflow, tag', fact: '*', our: undefined, reason: 'As for the branch `feature`.' },
  {
    place: 'rules, *',
    fact: 'manual by job',
    their: 'test, manual, may fail: false',
    our: 'test, manual, may fail: true',
    reason: `allow_failure is true by default for manual jobs, and false for those that rules make manual
      (docs.gitlab.com/ci/yaml/#allow_failure).`,
  },
  {
    place: 'rules, *',
    fact: 'pattern in a variable',
    their: undefined,
    reason: `"Variables on the right side of =~ and !~ expressions are evaluated as regular expressions"
      (docs.gitlab.com/ci/jobs/job_rules/#store-a-regular-expression-in-a-variable). gitlab-ci-local loses the backslash.`,
  },
  {
    place: 'empty-variables, main',
    fact: '*',
    reason: `GitLab evaluates \`$EMPTY && x\` to x, and \`$EMPTY || x\` to the empty text, which does not hold
      (gitlab.com/gitlab-org/gitlab/-/issues/321371 and 358775, both open); gitlab-ci-local follows JavaScript.`,
  },
  {
    place: 'variables',
    fact: 'variables.RAW',
    reason: `gitlab-ci-local writes \`expand: false\` as \`$$\`. Both mean the text \`$SCOPE\`
      (docs.gitlab.com/ci/yaml/#variablesexpand).`,
  },
  {
    place: 'variables, *',
    fact: 'nested*',
    their: undefined,
    reason: `Since GitLab 18.5 rules:if sees values with the variables in them put in
      (gitlab.com/gitlab-org/gitlab/-/merge_requests/204549).`,
  },
  { place: 'variables, *', fact: 'double', their: undefined, reason: 'As for `nested`.' },
  {
    place: 'changes, schedule',
    fact: '*',
    their: undefined,
    reason: `rules:changes is true in pipelines without a push: tags, schedules, manual ones
      (docs.gitlab.com/ci/yaml/#ruleschanges).`,
  },
  {
    place: 'generated as the guide has it',
    fact: '*.tags',
    their: undefined,
    reason: `gitlab-ci-local has no runners, and leaves the tags of \`default\` out; for GitLab they are one of its
      keywords (docs.gitlab.com/ci/yaml/#default).`,
  },
];
