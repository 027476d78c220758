/** pipeline/mutable-image: a job's or a service's image without a version. */
import type { NamedImage } from '../../gitlab/job.ts';
import { imageVersion } from '../../gitlab/image-tag.ts';
import { defineRule, type Report } from '../rule.ts';

export const rule = defineRule({
  id: 'pipeline/mutable-image',
  severity: 'info',
  summary: 'The image of a job or a service has no tag, or `latest`: it changes without a commit.',
  scope: 'job',
  check(job, report) {
    if (job.isMalformed) return;
    for (const image of [job.image, ...job.services]) if (image) reportMutable(image, report);
  },
});

function reportMutable({ name }: NamedImage, report: (report: Report) => void): void {
  const version = imageVersion(name.value);
  const isLatest = version.kind === 'tag' && version.tag === 'latest';
  if (version.kind !== 'none' && !isLatest) return;
  const what = isLatest ? 'has the tag `latest`' : 'has no tag, which means `latest`';
  report({
    at: name,
    message: `\`${name.value}\` ${what}: the job runs in whatever was pushed last, and can break without a commit. Name a version.`,
  });
}
