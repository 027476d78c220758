/** Pipelines of any size. */

/** @param {number} count jobs of twelve lines each */
export function pipelineOf(count) {
  const lines = ['stages: [build, test, deploy]', '', 'variables:', '  REGISTRY: registry.example.com', ''];
  for (let i = 0; i < count; i++) {
    const stage = ['build', 'test', 'deploy'][Math.floor((i * 3) / count)];
    lines.push(
      `job-${i}:`,
      `  stage: ${stage}`,
      '  image: node:22-alpine',
      ...(i > 0 ? [`  needs: [job-${i - 1}]`] : ['  needs: []']),
      '  variables:',
      `    NUMBER: "${i}"`,
      '  script:',
      '    - npm ci',
      '    - npm run build -- --out "$REGISTRY/$NUMBER"',
      '  rules:',
      '    - if: $CI_COMMIT_BRANCH == "main"',
      '',
    );
  }
  return `${lines.join('\n')}\n`;
}

/** @param {number} count jobs that merge one anchor each */
export function anchorsOf(count) {
  const lines = [
    '.base: &base',
    '  image: node:22-alpine',
    '  before_script:',
    '    - npm ci',
    '  rules:',
    '    - if: $CI_COMMIT_TAG',
    '',
  ];
  for (let i = 0; i < count; i++)
    lines.push(`job-${i}:`, '  <<: *base', '  script:', `    - npm run part-${i}`, '');
  return `${lines.join('\n')}\n`;
}
