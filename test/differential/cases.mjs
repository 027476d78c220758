/** The pipelines that are compared, and the events for which their jobs are. */

const ALL_EVENTS = ['main', 'feature', 'tag', 'merge request', 'schedule', 'web'];

export const CASES = [
  { name: 'extends' },
  { name: 'deep-extends' },
  { name: 'references', events: ['main', 'tag'] },
  { name: 'anchors' },
  { name: 'defaults' },
  { name: 'old-globals' },
  { name: 'hidden-and-odd-names', events: ['main'] },
  { name: 'includes', events: ['main'] },
  { name: 'include-rules', events: ['main', 'tag', 'merge request'] },
  { name: 'include-inputs', events: ['main'] },
  { name: 'matrix', events: ['main'] },
  { name: 'needs', events: ['main', 'feature'] },
  { name: 'stages', events: ['main'] },
  { name: 'default-stages', events: ['main'] },
  { name: 'workflow', events: ALL_EVENTS },
  { name: 'rules', events: ALL_EVENTS },
  { name: 'empty-variables', events: ['main', 'feature'] },
  { name: 'changes', events: ['main', 'feature', 'schedule'], changed: ['src/deep/main.js'] },
  { name: 'variables', events: ['main', 'web'], variables: { GIVEN: 'by hand' } },
  { name: 'only-except', events: ALL_EVENTS, theirFile: 'rules.yml', variables: { GIVEN: 'by hand' } },
  { name: 'triggers', events: ['main', 'feature'] },
];
