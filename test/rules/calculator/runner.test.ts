import { findsFaults, isSilentOn, type Edit } from './calculator.ts';

const LIMITS = `        cpu_limit = "2"
        memory_limit = "2Gi"
        helper_cpu_limit = "500m"
        helper_memory_limit = "512Mi"
        service_cpu_limit = "1"
        service_memory_limit = "1Gi"
`;

/** The values of the runner that the calculator's jobs run on. */
const values = (
  settings = `        privileged = true\n${LIMITS}`,
  more = '  tags: kubernetes\n',
  name = 'gitlab-runner-values.yaml',
): Edit => [
  name,
  `gitlabUrl: https://gitlab.tools.example
runners:
${more}  config: |
    [[runners]]
      executor = "kubernetes"
      [runners.kubernetes]
        namespace = "ci"
${settings}`,
];

findsFaults('runner/no-limits', {
  none: [values('        privileged = true\n')],
  'for the build only': [
    values('        privileged = true\n        cpu_limit = "2"\n        memory_limit = "2Gi"\n'),
  ],
  'all but one': [
    values(`        privileged = true\n${LIMITS.replace('        memory_limit = "2Gi"\n', '')}`),
  ],
  'in a file of another name': [
    values('        privileged = true\n', '  tags: kubernetes\n', 'runner/values.yaml'),
  ],
});

findsFaults('runner/not-privileged', {
  'said so': [values(`        privileged = false\n${LIMITS}`)],
  'nothing said': [values(LIMITS)],
  'in a comment only': [values(`        # privileged = true\n${LIMITS}`)],
});

findsFaults('runner/tags', {
  'another tag': [values(undefined, '  tags: cluster\n')],
  'a letter more': [values(undefined, '  tags: "kubernete, linux"\n')],
  'in quotes, several': [values(undefined, "  tags: 'docker,linux'\n")],
});

findsFaults('runner/toml', {
  'quotes without an end': [values('        privileged = true\n        cpu_limit = "2\n')],
  'a word without quotes': [values('        privileged = yes\n')],
  'a key twice': [values(`        privileged = true\n        privileged = true\n`)],
});

isSilentOn({
  'a runner with all of it': [values()],
  'limits that jobs may overwrite': [
    values(`        privileged = true\n${LIMITS}        memory_limit_overwrite_max_allowed = "4Gi"\n`),
  ],
  'several tags': [values(undefined, '  tags: "kubernetes, linux"\n')],
  'tags of the settings in GitLab': [values(undefined, '')],
  'a second runner that is privileged': [
    values(),
    values(LIMITS, '  tags: small\n', 'small-runner-values.yaml'),
  ],
});
