/** The values of CI_PIPELINE_SOURCE, and what is often written in their place. */
import { nearestName } from '../text/nearest.ts';

/** Source: GitLab's `app/models/concerns/enums/ci/pipeline.rb`, and its documentation of the variable. */
const SOURCES = [
  'push',
  'web',
  'trigger',
  'schedule',
  'api',
  'external',
  'pipeline',
  'chat',
  'webide',
  'merge_request_event',
  'external_pull_request_event',
  'parent_pipeline',
  'ondemand_dast_scan',
  'ondemand_dast_validation',
  'security_orchestration_policy',
  'container_registry_push',
  'duo_workflow',
  'pipeline_execution_policy_schedule',
] as const;

const MEANT: ReadonlyMap<string, string> = new Map([
  ['merge_request', 'merge_request_event'],
  ['merge_requests', 'merge_request_event'],
  ['merge-request', 'merge_request_event'],
  ['mr', 'merge_request_event'],
  ['pull_request', 'merge_request_event'],
  ['external_pull_request', 'external_pull_request_event'],
  ['scheduled', 'schedule'],
  ['cron', 'schedule'],
  ['manual', 'web'],
  ['child_pipeline', 'parent_pipeline'],
  ['branch', 'push'],
  ['tag', 'push'],
]);

/**
 * The source that was meant by a text which GitLab never gives; undefined for a source, and for texts that newer
 * versions may give.
 */
export function meantSource(text: string): string | undefined {
  if (SOURCES.some((source) => source === text)) return undefined;
  return MEANT.get(text.toLowerCase()) ?? nearestName(text, SOURCES);
}
